package fulltext_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"dailypapers/fetch/fulltext"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "dailypapers-test-pdfium-") // nobody else may write to it
	if err != nil {
		panic(err)
	}
	fulltext.TestCacheDir = dir
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(dir)
		os.Exit(code)
	}))
}
