;; Calls a function through a table as what it is not.
(module
	(memory (export "memory") 1)
	(table 2 funcref)
	(elem (i32.const 0) $takes)
	(func $takes (param i64))
	(func (export "_start") (call_indirect (i32.const 0))))
