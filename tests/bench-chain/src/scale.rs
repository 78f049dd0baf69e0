// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! SCALE by a runtime's own metadata: JSON to bytes and back, without that runtime's Rust types.
//!
//! Bytes are `0x…` text, a newtype is what it wraps, an option is the value or `null`, a variant is
//! its name, or an object of its name and its fields. Numbers above 64 bits are read as text.

use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::{Compact, Decode, Encode, Input};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{Map, Value};

/// Types of a runtime.
pub struct Types(pub PortableRegistry);

type Def = TypeDef<PortableForm>;
type Fields = [Field<PortableForm>];

impl Types {
	fn def(&self, id: u32) -> Result<&Def> {
		Ok(&self.0.resolve(id).ok_or_else(|| anyhow!("type {id} is not in the metadata"))?.type_def)
	}

	fn is_option(&self, id: u32) -> bool {
		self.0.resolve(id).is_some_and(|ty| ty.path.segments == ["Option"])
	}

	fn is_byte(&self, id: u32) -> bool {
		matches!(self.def(id), Ok(TypeDef::Primitive(TypeDefPrimitive::U8)))
	}

	/// The fields of a struct, or of a variant of an enum.
	pub fn fields(&self, id: u32, variant: Option<&str>) -> Result<&Fields> {
		match (self.def(id)?, variant) {
			(TypeDef::Composite(composite), None) => Ok(&composite.fields),
			(TypeDef::Variant(variants), Some(name)) => {
				let found = variants.variants.iter().find(|variant| variant.name == name);
				Ok(&found.ok_or_else(|| anyhow!("there is no {name}"))?.fields)
			},
			_ => bail!("type {id} has no fields"),
		}
	}

	/// The type of a field.
	pub fn field(&self, id: u32, variant: Option<&str>, name: &str) -> Result<u32> {
		let found = self.fields(id, variant)?.iter().find(|f| f.name.as_deref() == Some(name));
		Ok(found.ok_or_else(|| anyhow!("there is no field {name}"))?.ty.id)
	}

	/// Encodes a value of a type.
	pub fn encode(&self, id: u32, value: &Value) -> Result<Vec<u8>> {
		let mut out = Vec::new();
		self.encode_to(id, value, &mut out)?;
		Ok(out)
	}

	/// [`Self::encode`], appended to `out`.
	pub fn encode_to(&self, id: u32, value: &Value, out: &mut Vec<u8>) -> Result<()> {
		match self.def(id)? {
			TypeDef::Composite(composite) => self.encode_fields(&composite.fields, value, out),
			TypeDef::Variant(_) if self.is_option(id) => match value {
				Value::Null => {
					out.push(0);
					Ok(())
				},
				some => {
					out.push(1);
					self.encode_fields(self.fields(id, Some("Some"))?, some, out)
				},
			},
			TypeDef::Variant(variants) => {
				let null = Value::Null;
				let (name, value) = match value {
					Value::String(name) => (name, &null),
					Value::Object(object) if object.len() == 1 => {
						object.iter().next().expect("it has one entry; qed")
					},
					other => bail!("not a variant: {other}"),
				};
				let variant = variants.variants.iter().find(|variant| variant.name == *name);
				let variant = variant.ok_or_else(|| anyhow!("there is no {name}"))?;
				out.push(variant.index);
				self.encode_fields(&variant.fields, value, out).with_context(|| name.clone())
			},
			TypeDef::Sequence(sequence) => {
				self.encode_list(sequence.type_param.id, value, None, out)
			},
			TypeDef::Array(array) => {
				self.encode_list(array.type_param.id, value, Some(array.len as usize), out)
			},
			TypeDef::Tuple(tuple) => {
				let empty = Vec::new();
				let values = value.as_array().unwrap_or(&empty);
				ensure!(values.len() == tuple.fields.len(), "not a tuple: {value}");
				for (field, value) in tuple.fields.iter().zip(values) {
					self.encode_to(field.id, value, out)?;
				}
				Ok(())
			},
			TypeDef::Primitive(primitive) => encode_primitive(primitive, value, out),
			TypeDef::Compact(_) => {
				Compact(number(value)?).encode_to(out);
				Ok(())
			},
			TypeDef::BitSequence(_) => bail!("no bit sequences here"),
		}
	}

	fn encode_fields(&self, fields: &Fields, value: &Value, out: &mut Vec<u8>) -> Result<()> {
		let of = |name: &str| value.as_object().and_then(|object| object.get(name));
		match fields {
			[] => Ok(()),
			[only] if only.name.as_deref().and_then(of).is_none() => {
				self.encode_to(only.ty.id, value, out)
			},
			fields => {
				for (place, field) in fields.iter().enumerate() {
					let name = field.name.as_deref();
					let value = match name {
						Some(name) => of(name),
						None => value.get(place),
					};
					let name = name.unwrap_or("a field");
					let value = value.ok_or_else(|| anyhow!("{name} is missing"))?;
					self.encode_to(field.ty.id, value, out).with_context(|| name.to_owned())?;
				}
				Ok(())
			},
		}
	}

	fn encode_list(
		&self,
		item: u32,
		value: &Value,
		length: Option<usize>,
		out: &mut Vec<u8>,
	) -> Result<()> {
		let bytes = value.as_str().filter(|_| self.is_byte(item)).map(unhex).transpose()?;
		let found = match (&bytes, value) {
			(Some(bytes), _) => bytes.len(),
			(None, Value::Array(values)) => values.len(),
			_ => bail!("not a list: {value}"),
		};
		match length {
			Some(length) => ensure!(found == length, "{found} items in place of {length}"),
			None => Compact(found as u32).encode_to(out),
		}
		match bytes {
			Some(bytes) => out.extend(bytes),
			None => {
				for value in value.as_array().into_iter().flatten() {
					self.encode_to(item, value, out)?;
				}
			},
		}
		Ok(())
	}

	/// The value of a type that says nothing: zeros, empty lists, first variants.
	pub fn encode_zero(&self, id: u32, out: &mut Vec<u8>) -> Result<()> {
		match self.def(id)? {
			TypeDef::Composite(composite) => {
				composite.fields.iter().try_for_each(|field| self.encode_zero(field.ty.id, out))
			},
			TypeDef::Variant(variants) => {
				let first = variants.variants.iter().min_by_key(|variant| variant.index);
				let first = first.ok_or_else(|| anyhow!("an enum without variants"))?;
				out.push(first.index);
				first.fields.iter().try_for_each(|field| self.encode_zero(field.ty.id, out))
			},
			TypeDef::Sequence(_) | TypeDef::Compact(_) => {
				out.push(0);
				Ok(())
			},
			TypeDef::Array(array) => {
				(0..array.len).try_for_each(|_| self.encode_zero(array.type_param.id, out))
			},
			TypeDef::Tuple(tuple) => {
				tuple.fields.iter().try_for_each(|field| self.encode_zero(field.id, out))
			},
			TypeDef::Primitive(TypeDefPrimitive::Bool | TypeDefPrimitive::Str) => {
				out.push(0);
				Ok(())
			},
			TypeDef::Primitive(primitive) => encode_primitive(primitive, &Value::from(0), out),
			TypeDef::BitSequence(_) => bail!("no bit sequences here"),
		}
	}

	/// Reads a value of a type.
	pub fn decode(&self, id: u32, input: &mut &[u8]) -> Result<Value> {
		match self.def(id)? {
			TypeDef::Composite(composite) => self.decode_fields(&composite.fields, input),
			TypeDef::Variant(variants) => {
				let index = input.read_byte()?;
				let variant = variants.variants.iter().find(|variant| variant.index == index);
				let variant = variant.ok_or_else(|| anyhow!("there is no variant {index}"))?;
				if self.is_option(id) {
					return self.decode_fields(&variant.fields, input);
				}
				if variant.fields.is_empty() {
					return Ok(Value::from(variant.name.clone()));
				}
				let fields = self.decode_fields(&variant.fields, input)?;
				Ok(Value::Object(Map::from_iter([(variant.name.clone(), fields)])))
			},
			TypeDef::Sequence(sequence) => {
				let length = Compact::<u32>::decode(input)?.0;
				self.decode_list(sequence.type_param.id, length, input)
			},
			TypeDef::Array(array) => self.decode_list(array.type_param.id, array.len, input),
			TypeDef::Tuple(tuple) => {
				let fields = tuple.fields.iter().map(|field| self.decode(field.id, input));
				Ok(Value::Array(fields.collect::<Result<_>>()?))
			},
			TypeDef::Primitive(primitive) => decode_primitive(primitive, input),
			TypeDef::Compact(_) => Ok(of_number(Compact::<u128>::decode(input)?.0)),
			TypeDef::BitSequence(_) => bail!("no bit sequences here"),
		}
	}

	fn decode_fields(&self, fields: &Fields, input: &mut &[u8]) -> Result<Value> {
		match fields {
			[] => Ok(Value::Null),
			[only] if only.name.is_none() => self.decode(only.ty.id, input),
			fields => {
				let mut object = Map::new();
				for (place, field) in fields.iter().enumerate() {
					let name = field.name.clone().unwrap_or_else(|| place.to_string());
					object.insert(name, self.decode(field.ty.id, input)?);
				}
				Ok(Value::Object(object))
			},
		}
	}

	fn decode_list(&self, item: u32, length: u32, input: &mut &[u8]) -> Result<Value> {
		if self.is_byte(item) {
			let mut bytes = vec![0; length as usize];
			input.read(&mut bytes)?;
			return Ok(hex(&bytes));
		}
		let items = (0..length).map(|_| self.decode(item, input));
		Ok(Value::Array(items.collect::<Result<_>>()?))
	}
}

/// Bytes as values show them.
pub fn hex(bytes: impl AsRef<[u8]>) -> Value {
	Value::from(format!("0x{}", hex::encode(bytes)))
}

/// The bytes of `0x…` text.
pub fn unhex(text: &str) -> Result<Vec<u8>> {
	let digits = text.strip_prefix("0x").ok_or_else(|| anyhow!("not hex: {text}"))?;
	Ok(hex::decode(digits)?)
}

fn number(value: &Value) -> Result<u128> {
	match value {
		Value::Number(number) => {
			Ok(number.as_u64().ok_or_else(|| anyhow!("not a count: {number}"))?.into())
		},
		Value::String(text) => Ok(text.parse()?),
		other => bail!("not a number: {other}"),
	}
}

fn of_number(number: u128) -> Value {
	u64::try_from(number).map_or_else(|_| Value::from(number.to_string()), Value::from)
}

fn encode_primitive(to: &TypeDefPrimitive, value: &Value, out: &mut Vec<u8>) -> Result<()> {
	use TypeDefPrimitive::*;
	let width = match to {
		Bool => {
			value.as_bool().ok_or_else(|| anyhow!("not a truth: {value}"))?.encode_to(out);
			return Ok(());
		},
		Str => {
			value.as_str().ok_or_else(|| anyhow!("not text: {value}"))?.encode_to(out);
			return Ok(());
		},
		U8 | I8 => 1,
		U16 | I16 => 2,
		U32 | I32 | Char => 4,
		U64 | I64 => 8,
		U128 | I128 => 16,
		U256 | I256 => 32,
	};
	let bytes = number(value)?.to_le_bytes();
	out.extend(bytes.iter().copied().chain(std::iter::repeat(0)).take(width));
	Ok(())
}

fn decode_primitive(of: &TypeDefPrimitive, input: &mut &[u8]) -> Result<Value> {
	use TypeDefPrimitive::*;
	Ok(match of {
		Bool => Value::from(bool::decode(input)?),
		Str => Value::from(String::decode(input)?),
		U8 => Value::from(u8::decode(input)?),
		U16 => Value::from(u16::decode(input)?),
		U32 | Char => Value::from(u32::decode(input)?),
		U64 => Value::from(u64::decode(input)?),
		U128 => of_number(u128::decode(input)?),
		I8 => Value::from(i8::decode(input)?),
		I16 => Value::from(i16::decode(input)?),
		I32 => Value::from(i32::decode(input)?),
		I64 => Value::from(i64::decode(input)?),
		I128 => Value::from(i128::decode(input)?.to_string()),
		U256 | I256 => hex(<[u8; 32]>::decode(input)?),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use scale_info::{meta_type, Registry, TypeInfo};
	use serde_json::json;

	type Sample = (u8, Option<u32>, Vec<u8>, [u16; 2], Compact<u64>, String, u128, (bool, ()));

	fn types<T: TypeInfo + 'static>() -> (Types, u32) {
		let mut registry = Registry::new();
		let id = registry.register_type(&meta_type::<T>()).id;
		(Types(registry.into()), id)
	}

	#[test]
	fn values_should_be_encoded_as_their_types_are_and_read_back() {
		let (types, id) = types::<Sample>();
		let text = "text".to_owned();
		let sample: Sample =
			(1, Some(2), vec![3, 4], [5, 6], Compact(700), text, u128::MAX, (true, ()));
		let most = u128::MAX.to_string();
		let value = json!([1, 2, "0x0304", [5, 6], 700, "text", most, [true, []]]);
		let bytes = types.encode(id, &value).expect("it is of the type");
		assert_eq!(bytes, sample.encode());
		let mut input = &bytes[..];
		assert_eq!(types.decode(id, &mut input).expect("it is of the type"), value);
		assert_eq!(input, [0; 0]);
	}

	#[test]
	fn zeros_should_be_of_their_types() {
		let (types, id) = types::<Sample>();
		let mut bytes = Vec::new();
		types.encode_zero(id, &mut bytes).expect("it has a zero");
		let zero: Sample = (0, None, vec![], [0; 2], Compact(0), String::new(), 0, (false, ()));
		assert_eq!(bytes, zero.encode());
	}

	#[test]
	fn values_of_other_types_should_be_refused() {
		let (types, id) = types::<(u8, [u8; 2])>();
		for wrong in [json!([1]), json!([1, "0x01"]), json!(["a", "0x0102"]), json!({ "a": 1 })] {
			assert!(types.encode(id, &wrong).is_err(), "{wrong}");
		}
	}
}
