;; Makes a whole number of a NaN.
(module
	(memory (export "memory") 1)
	(func (export "_start") (local $nan f32)
		(local.set $nan (f32.const nan))
		(i32.store (i32.const 0) (i32.trunc_f32_s (local.get $nan)))))
