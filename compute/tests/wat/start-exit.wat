;; Ends in its start function, before there is a call of _start.
(module
	(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
	(memory (export "memory") 1)
	(func $begin (i32.store (i32.const 64) (i32.const 7)) (call $exit (i32.const 200)))
	(start $begin)
	(func (export "_start") (unreachable)))
