package main

import (
	"reflect"
	"strings"
)

// walkKeys calls f for every key below value, such as llm.base_url, in the order
// of the file.
func walkKeys(value reflect.Value, f func(key string, value reflect.Value)) { walkBelow(value, "", f) }

func walkBelow(value reflect.Value, prefix string, f func(key string, value reflect.Value)) {
	for i := range value.NumField() {
		key := prefix + value.Type().Field(i).Tag.Get("yaml")
		if field := value.Field(i); field.Kind() == reflect.Struct {
			walkBelow(field, key+".", f)
		} else {
			f(key, field)
		}
	}
}

// keys returns every key of the configuration, in the order of the file.
func keys() []string {
	var names []string
	walkKeys(reflect.ValueOf(new(Config)).Elem(), func(key string, _ reflect.Value) { names = append(names, key) })
	return names
}

// variableOf returns the name of a key's variable.
func variableOf(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// keyLike returns the key that was meant by one that is not known: the nearest by
// its letters, or else the one of that name in another section; "" where there is
// none.
func keyLike(unknown string) string {
	all := keys()
	if near := nearest(unknown, all); near != "" {
		return near
	}
	var found []string
	for _, key := range all {
		if ownName(key) == ownName(unknown) {
			found = append(found, key)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// ownName returns a key's name without its section.
func ownName(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// nearest returns which of the names a misspelt one was meant to be, or "" where
// none is near: one letter in three may be wrong.
func nearest(misspelt string, names []string) string {
	best, least := "", len(misspelt)/3+1
	for _, name := range names {
		if d := distance(strings.ToLower(misspelt), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance returns how many letters must be changed, put in, left out, or swapped
// with their neighbour to make one word of another.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			changed := last[j-1]
			if a[i-1] != b[j-1] {
				changed++
			}
			row[j] = min(changed, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
