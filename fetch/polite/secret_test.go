package polite_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"dailypapers/fetch/polite"
)

func TestSecretShowsNowhere(t *testing.T) {
	const word = "sk-invented-0123456789"
	secret := polite.Secret(word)
	wrapped := struct{ Key polite.Secret }{secret}

	shown := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s"} {
		shown[verb] = fmt.Sprintf(verb, secret)
		shown[verb+" in a struct"] = fmt.Sprintf(verb, wrapped)
		shown[verb+" in a slice"] = fmt.Sprintf(verb, []polite.Secret{secret})
	}
	shown["print"] = fmt.Sprint(secret, &secret)
	shown["error"] = fmt.Errorf("the key %v", secret).Error()
	for name, value := range map[string]any{"json": secret, "json in a struct": wrapped} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		shown[name] = string(text)
	}
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	line, err := encoder.EncodeEntry(zapcore.Entry{}, []zapcore.Field{
		zap.Any("any", secret), zap.Stringer("stringer", secret), zap.Reflect("reflect", wrapped),
		zap.Any("pointer", &secret), zap.Any("slice", []polite.Secret{secret}),
	})
	if err != nil {
		t.Fatal(err)
	}
	shown["zap"] = line.String()

	hexWord := fmt.Sprintf("%x", word)
	for how, text := range shown {
		if strings.Contains(text, word) || strings.Contains(strings.ToLower(text), hexWord) {
			t.Errorf("%s shows the secret: %s", how, text)
		}
		if !strings.Contains(text, "[redacted]") {
			t.Errorf("%s does not say that it is redacted: %s", how, text)
		}
	}
	if got := secret.Reveal(); got != word {
		t.Errorf("Reveal() = %q", got)
	}
}

func TestIsToken(t *testing.T) {
	for secret, want := range map[polite.Secret]bool{
		"": true, "sk-invented_0123": true, "!~": true,
		"a b": false, "a\n": false, "\ta": false, "a\x7f": false, "aé": false, "\ufeffa": false,
	} {
		if got := secret.IsToken(); got != want {
			t.Errorf("IsToken() of %q = %t", secret.Reveal(), got)
		}
	}
}
