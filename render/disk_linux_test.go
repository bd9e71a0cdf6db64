package render_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"dailypapers/internal/fixture"
)

// readOnly takes from this test the right to write to root, from root too.
func readOnly(t *testing.T, root string) {
	t.Helper()
	for _, dir := range []string{root, filepath.Dir(root)} { // 0700 by default: reachable for others
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if os.Geteuid() != 0 {
		if err := os.Chmod(root, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(root, 0o755) })
		return
	}
	// The superuser may write everywhere: act as nobody, on this thread alone.
	const nobody = 65534
	runtime.LockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Setfsuid(0)
		runtime.UnlockOSThread()
	})
}

// fullDisk makes root a file system with no room.
func fullDisk(t *testing.T, root string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "size=8k"); err != nil {
		fixture.Absent(t, fmt.Sprintf("a small file system cannot be mounted here: %v", err))
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(root, 0); err != nil {
			t.Error(err)
		}
	})
	write(t, filepath.Join(root, "ballast"), string(make([]byte, 4096)))
}
