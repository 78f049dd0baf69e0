// SPDX-License-Identifier: Apache-2.0

//! From the bytes of a photo to the bytes of its thumbnail.

use image::{
	codecs::{
		jpeg::JpegEncoder,
		png::{CompressionType, FilterType as RowFilter, PngEncoder},
	},
	error::{ImageError, LimitError, LimitErrorKind},
	imageops::FilterType,
	DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, Rgb32FImage, Rgba32FImage,
};
use std::io::Cursor;

/// The largest side of a thumbnail, in pixels.
pub const LARGEST: u32 = 4096;
/// The largest side of a photo, in pixels.
const LARGEST_PHOTO: u32 = 32_768;
/// What decoding a photo may take, in bytes: room for 64 megapixels of RGB, and a file of a few
/// bytes can't ask for gigabytes.
const MEMORY: u64 = 192 << 20;
/// The most pixels of a photo with transparent parts: each takes 16 bytes more.
const LARGEST_TRANSPARENT: u64 = 32_000_000;
/// Quality of JPEG thumbnails, of 100.
const JPEG_QUALITY: u8 = 85;

/// What a thumbnail is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
	/// JPEG, quality 85; transparent parts become white.
	Jpeg,
	/// PNG, as small as it gets; transparent parts stay so.
	Png,
}

impl Format {
	/// The usual ending of the file name.
	pub fn extension(self) -> &'static str {
		match self {
			Format::Jpeg => "jpg",
			Format::Png => "png",
		}
	}
}

/// A thumbnail.
#[derive(Debug)]
pub struct Thumbnail {
	/// The file's content.
	pub bytes: Vec<u8>,
	/// Width and height of the photo, as it is looked at (turned as its EXIF data says).
	pub original: (u32, u32),
	/// Width and height of the thumbnail.
	pub size: (u32, u32),
}

/// Whether a file that begins like this is a PNG or a JPEG.
pub fn is_photo(start: &[u8]) -> bool {
	start.starts_with(b"\x89PNG\r\n\x1a\n") || start.starts_with(b"\xff\xd8\xff")
}

/// Makes a thumbnail whose longer side is `size` pixels. What is wrong with the photo, if it can't
/// be read, is said in words.
pub fn thumbnail(photo: &[u8], size: u32, format: Format) -> Result<Thumbnail, String> {
	let photo = decode(photo)?;
	let original = (photo.width(), photo.height());
	let size = fit(original, size);
	let small = shrink(photo, size, format);
	let bytes = encode(&small, format)
		.map_err(|error| format!("its thumbnail can't be stored: {error}"))?;
	Ok(Thumbnail { bytes, original, size })
}

fn decode(photo: &[u8]) -> Result<DynamicImage, String> {
	if !is_photo(photo) {
		return Err("is neither a PNG nor a JPEG file".into());
	}
	let mut limits = Limits::default();
	limits.max_image_width = Some(LARGEST_PHOTO);
	limits.max_image_height = Some(LARGEST_PHOTO);
	limits.max_alloc = Some(MEMORY);
	let mut decode = || {
		let mut reader = ImageReader::new(Cursor::new(photo)).with_guessed_format()?;
		reader.limits(limits.clone());
		let mut decoder = reader.into_decoder()?;
		// The decoder answers for what it takes itself; the picture comes on top.
		limits.reserve(decoder.total_bytes())?;
		let (width, height) = decoder.dimensions();
		let pixels = u64::from(width) * u64::from(height);
		if decoder.color_type().has_alpha() && pixels > LARGEST_TRANSPARENT {
			return Err(ImageError::Limits(LimitError::from_kind(
				LimitErrorKind::InsufficientMemory,
			)));
		}
		// A photo without readable EXIF data is upright.
		let orientation = decoder.orientation().ok();
		let mut image = DynamicImage::from_decoder(decoder)?;
		if let Some(orientation) = orientation {
			image.apply_orientation(orientation);
		}
		Ok(image)
	};
	decode().map_err(|error: ImageError| format!("can't be decoded: {error}"))
}

/// The measures of a picture of this shape whose longer side is `size`, never larger than it was.
fn fit((width, height): (u32, u32), size: u32) -> (u32, u32) {
	let longer = u64::from(width.max(height));
	let size = u64::from(size);
	if longer <= size {
		return (width, height);
	}
	// Rounded to the nearest; at most `size`, so it fits.
	let scaled = |side: u32| (((u64::from(side) * size + longer / 2) / longer).max(1)) as u32;
	(scaled(width), scaled(height))
}

/// Resizes, in 8 bits a channel, grey or RGB as the photo is.
fn shrink(photo: DynamicImage, (width, height): (u32, u32), format: Format) -> DynamicImage {
	if photo.color().has_alpha() {
		return shrink_transparent(photo, (width, height), format);
	}
	let photo = if photo.color().has_color() {
		DynamicImage::ImageRgb8(photo.into_rgb8())
	} else {
		DynamicImage::ImageLuma8(photo.into_luma8())
	};
	photo.resize_exact(width, height, FilterType::Lanczos3)
}

/// The same with an alpha channel. The colours are weighted with it first: the colour of what can't
/// be seen must not show at the edges.
fn shrink_transparent(
	photo: DynamicImage,
	(width, height): (u32, u32),
	format: Format,
) -> DynamicImage {
	let mut photo: Rgba32FImage = photo.into_rgba32f();
	for pixel in photo.pixels_mut() {
		let [r, g, b, a] = pixel.0;
		pixel.0 = [r * a, g * a, b * a, a];
	}
	let mut small = image::imageops::resize(&photo, width, height, FilterType::Lanczos3);
	match format {
		Format::Jpeg => {
			let on_white = Rgb32FImage::from_fn(width, height, |x, y| {
				let [r, g, b, a] = small.get_pixel(x, y).0;
				let white = 1.0 - a.clamp(0.0, 1.0);
				Rgb([r + white, g + white, b + white].map(|channel| channel.clamp(0.0, 1.0)))
			});
			DynamicImage::ImageRgb8(DynamicImage::ImageRgb32F(on_white).into_rgb8())
		},
		Format::Png => {
			for pixel in small.pixels_mut() {
				let [r, g, b, a] = pixel.0;
				let alpha = a.clamp(0.0, 1.0);
				let unweighted = |channel: f32| {
					if alpha > 0.0 {
						(channel / alpha).clamp(0.0, 1.0)
					} else {
						0.0
					}
				};
				pixel.0 = [unweighted(r), unweighted(g), unweighted(b), alpha];
			}
			DynamicImage::ImageRgba8(DynamicImage::ImageRgba32F(small).into_rgba8())
		},
	}
}

fn encode(picture: &DynamicImage, format: Format) -> image::ImageResult<Vec<u8>> {
	let mut bytes = Vec::new();
	match format {
		Format::Jpeg => {
			picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?
		},
		Format::Png => picture.write_with_encoder(PngEncoder::new_with_quality(
			&mut bytes,
			CompressionType::Best,
			RowFilter::Adaptive,
		))?,
	}
	Ok(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use image::{GrayImage, ImageFormat, Luma, RgbImage, Rgba, RgbaImage};

	fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
		let mut bytes = Cursor::new(Vec::new());
		image.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
		bytes.into_inner()
	}

	/// A JPEG whose left half is red and whose right half is blue, with an EXIF orientation.
	fn red_blue_jpeg(orientation: u8) -> Vec<u8> {
		let image =
			RgbImage::from_fn(
				64,
				32,
				|x, _| {
					if x < 32 {
						Rgb([255, 0, 0])
					} else {
						Rgb([0, 0, 255])
					}
				},
			);
		let mut bytes = Cursor::new(Vec::new());
		DynamicImage::from(image).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
		let bytes = bytes.into_inner();
		// TIFF header, one entry: tag 0x0112 (orientation), a short, count 1.
		let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
		exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
		let length = (exif.len() as u16 + 2).to_be_bytes();
		[&bytes[..2], &[0xff, 0xe1], &length, &exif, &bytes[2..]].concat()
	}

	fn made(photo: &[u8], size: u32, format: Format) -> (Thumbnail, DynamicImage) {
		let thumbnail = thumbnail(photo, size, format).unwrap();
		let image = image::load_from_memory(&thumbnail.bytes).unwrap();
		assert_eq!((image.width(), image.height()), thumbnail.size);
		(thumbnail, image)
	}

	#[test]
	fn fit_should_keep_the_shape_when_the_photo_is_larger() {
		assert_eq!(fit((640, 427), 128), (128, 85));
		assert_eq!(fit((427, 640), 128), (85, 128));
		assert_eq!(fit((512, 512), 128), (128, 128));
		assert_eq!(fit((10_000, 3), 100), (100, 1));
		assert_eq!(fit((u32::MAX, u32::MAX), 4096), (4096, 4096));
	}

	#[test]
	fn fit_should_keep_the_size_when_the_photo_is_small_enough() {
		assert_eq!(fit((128, 64), 128), (128, 64));
		assert_eq!(fit((1, 1), 128), (1, 1));
	}

	#[test]
	fn thumbnail_should_be_of_the_format_asked_for_when_made() {
		let photo = png(RgbImage::from_pixel(40, 20, Rgb([10, 200, 30])));
		for (format, expected) in
			[(Format::Jpeg, ImageFormat::Jpeg), (Format::Png, ImageFormat::Png)]
		{
			let (thumbnail, image) = made(&photo, 10, format);
			assert_eq!(image::guess_format(&thumbnail.bytes).unwrap(), expected);
			assert_eq!((thumbnail.original, thumbnail.size), ((40, 20), (10, 5)));
			for (got, wanted) in image.to_rgb8().get_pixel(5, 2).0.into_iter().zip([10, 200, 30]) {
				assert!(u8::abs_diff(got, wanted) <= 3, "{got} {wanted}");
			}
		}
	}

	#[test]
	fn thumbnail_should_be_grey_when_the_photo_is() {
		let photo = png(GrayImage::from_pixel(40, 20, Luma([77])));
		let (_, image) = made(&photo, 10, Format::Png);
		assert_eq!(image.as_luma8().unwrap().get_pixel(0, 0).0, [77]);
	}

	#[test]
	fn thumbnail_should_be_upright_when_the_photo_says_how_it_was_held() {
		for (orientation, size, top_left_is_red) in
			[(1, (32, 16), true), (3, (32, 16), false), (6, (16, 32), true), (8, (16, 32), false)]
		{
			let (thumbnail, image) = made(&red_blue_jpeg(orientation), 32, Format::Png);
			assert_eq!(thumbnail.size, size, "orientation {orientation}");
			let [r, _, b] = image.to_rgb8().get_pixel(2, 2).0;
			assert_eq!(r > b, top_left_is_red, "orientation {orientation}");
		}
	}

	#[test]
	fn thumbnail_should_hide_the_colour_of_what_is_transparent() {
		// Green that can't be seen beside opaque red: none of the green may show.
		let photo = png(RgbaImage::from_fn(64, 64, |x, _| {
			if x < 31 {
				Rgba([255, 0, 0, 255])
			} else {
				Rgba([0, 255, 0, 0])
			}
		}));
		let (_, image) = made(&photo, 16, Format::Png);
		let image = image.as_rgba8().unwrap();
		assert!(image.pixels().all(|pixel| pixel.0[1] == 0));
		assert_eq!(image.get_pixel(0, 8).0, [255, 0, 0, 255]);
		assert_eq!(image.get_pixel(15, 8).0, [0, 0, 0, 0]);
		let (_, image) = made(&photo, 16, Format::Jpeg);
		let [r, g, b] = image.to_rgb8().get_pixel(15, 8).0;
		assert!(r > 250 && g > 250 && b > 250, "{r} {g} {b}");
	}

	#[test]
	fn thumbnail_should_say_what_is_wrong_when_the_file_is_no_photo() {
		let problem = |photo: &[u8]| thumbnail(photo, 10, Format::Png).unwrap_err();
		assert_eq!(problem(b""), "is neither a PNG nor a JPEG file");
		assert_eq!(problem(b"GIF89a"), "is neither a PNG nor a JPEG file");
		assert!(problem(b"\xff\xd8\xff\xe0\0\x10JFIF").starts_with("can't be decoded: "));
	}

	#[test]
	fn thumbnail_should_refuse_when_a_small_file_asks_for_gigabytes() {
		let grey = png(GrayImage::from_pixel(1, 1, Luma([0])));
		let transparent = png(RgbaImage::from_pixel(1, 1, Rgba([0; 4])));
		for (mut photo, side) in [(grey, 32_767u32), (transparent, 6000)] {
			// Width and height, in the header, and its CRC anew.
			photo[16..20].copy_from_slice(&side.to_be_bytes());
			photo[20..24].copy_from_slice(&side.to_be_bytes());
			let crc = crc32(&photo[12..29]);
			photo[29..33].copy_from_slice(&crc.to_be_bytes());
			let problem = thumbnail(&photo, 10, Format::Png).unwrap_err();
			assert_eq!(problem, "can't be decoded: Memory limit exceeded");
		}
	}

	#[test]
	fn thumbnail_should_never_panic_when_bytes_are_changed_or_cut() {
		for photo in [red_blue_jpeg(6), png(GrayImage::from_pixel(20, 20, Luma([9])))] {
			for at in 0..photo.len() {
				let mut changed = photo.clone();
				changed[at] ^= 0x55;
				let _ = thumbnail(&changed, 10, Format::Jpeg);
				let _ = thumbnail(&photo[..at], 10, Format::Jpeg);
			}
		}
	}

	fn crc32(bytes: &[u8]) -> u32 {
		!bytes.iter().fold(u32::MAX, |crc, byte| {
			(0..8).fold(crc ^ u32::from(*byte), |crc, _| {
				if crc & 1 == 1 {
					(crc >> 1) ^ 0xedb8_8320
				} else {
					crc >> 1
				}
			})
		})
	}
}
