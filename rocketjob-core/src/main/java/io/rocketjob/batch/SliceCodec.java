package io.rocketjob.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.stream.BzipBlocks;
import io.rocketjob.stream.GzipPieces;
import io.rocketjob.stream.ZstdBlocks;
import org.jspecify.annotations.Nullable;

/**
 * Packs the records of a slice into what is stored, and unpacks them: compression and
 * encryption. Packed values begin with a byte that says how they are compressed.
 * Thread-safe.
 */
final class SliceCodec {

	/** The most bytes of a packed slice; leaves room in a document of 16 MB. */
	static final int PACKED_LIMIT = 15 * 1024 * 1024;

	/** The most bytes of an unpacked slice: what a worker needs memory for. */
	static final int UNPACKED_LIMIT = 4 * PACKED_LIMIT;

	private static final byte PLAIN = 0;

	private static final byte DEFLATED = 1;

	private static final byte ZSTD = 2;

	private static final int HEADER = 1 + Integer.BYTES;

	private final @Nullable Encryption encryption;

	SliceCodec(@Nullable Encryption encryption) {
		this.encryption = encryption;
	}

	/**
	 * What a piece of data is bound to, so that it cannot be put in another place.
	 * @param place the place
	 * @param id the id of the slice
	 * @return the text to encrypt with
	 */
	static String binding(String place, long id) {
		return place + "/" + id;
	}

	/**
	 * Packs data.
	 * @param data the data
	 * @param serializer how
	 * @param binding what it is bound to when it is encrypted
	 * @return what to store
	 */
	byte[] pack(byte[] data, Serializer serializer, String binding) {
		byte[] packed = switch (serializer) {
			case NONE -> plain(data);
			case COMPRESSED, ENCRYPTED -> ZstdBlocks.areUsable() ? zstd(data) : deflate(data);
			case BZIP2, ENCRYPTED_BZIP2 -> BzipBlocks.compress(data);
			case GZIP, ENCRYPTED_GZIP -> GzipPieces.compress(data);
		};
		return serializer.isEncrypted() ? encrypt(packed, binding) : packed;
	}

	/**
	 * Encrypts only.
	 * @param packed what is compressed already
	 * @param binding what it is bound to
	 * @return what to store
	 */
	byte[] encrypt(byte[] packed, String binding) {
		return encryption().encrypt(packed, binding.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Whether encrypted data is known to be encrypted with the current key.
	 * @param stored what is stored
	 * @return whether the key is known to be that
	 */
	boolean isCurrent(byte[] stored) {
		return encryption().isCurrent(stored);
	}

	/**
	 * Unpacks data.
	 * @param stored what is stored
	 * @param serializer how it was packed
	 * @param binding what it is bound to when it is encrypted
	 * @return the data
	 * @throws RocketJobException when it is damaged
	 */
	byte[] unpack(byte[] stored, Serializer serializer, String binding) {
		byte[] packed = decrypt(stored, serializer, binding);
		try {
			return switch (serializer) {
				case NONE, COMPRESSED, ENCRYPTED -> decompress(packed);
				case BZIP2, ENCRYPTED_BZIP2 -> BzipBlocks.decompress(packed);
				case GZIP, ENCRYPTED_GZIP -> GzipPieces.decompress(packed);
			};
		}
		catch (IOException ex) {
			throw new RocketJobException("Stored output is damaged: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Undoes the encryption only.
	 * @param stored what is stored
	 * @param serializer how it was packed
	 * @param binding what it is bound to
	 * @return the data, still compressed
	 */
	byte[] decrypt(byte[] stored, Serializer serializer, String binding) {
		return serializer.isEncrypted() ? encryption().decrypt(stored, binding.getBytes(StandardCharsets.UTF_8))
				: stored;
	}

	/**
	 * Checks that there is what a serializer needs.
	 * @param what what it is for
	 * @param serializer the serializer
	 * @param problems receives a text when something is missing
	 * @return what would be right, {@code null} when nothing is missing
	 */
	@Nullable String missing(String what, Serializer serializer, List<String> problems) {
		String remedy = null;
		if (serializer.isEncrypted() && this.encryption == null) {
			problems.add(what + ": " + serializer
					+ " needs keys; set rocketjob.encryption.keyset, or declare an Encryption bean");
			remedy = "Provide keys";
		}
		if (serializer == Serializer.BZIP2 || serializer == Serializer.ENCRYPTED_BZIP2) {
			try {
				BzipBlocks.compress(new byte[0]);
			}
			catch (RocketJobException ex) {
				problems.add(what + ": " + serializer + " cannot be used: " + ex.getMessage());
				remedy = ((remedy != null) ? remedy + " and add" : "Add") + " the dependency that is named";
			}
		}
		return remedy;
	}

	private Encryption encryption() {
		if (this.encryption == null) {
			throw new RocketJobException("This data is encrypted, and this process has no keys;"
					+ " set rocketjob.encryption.keyset, or declare an Encryption bean");
		}
		return this.encryption;
	}

	private static byte[] plain(byte[] data) {
		byte[] packed = new byte[data.length + 1];
		packed[0] = PLAIN;
		System.arraycopy(data, 0, packed, 1, data.length);
		return packed;
	}

	private static byte[] zstd(byte[] data) {
		byte[] frame = ZstdBlocks.compress(data);
		if (frame.length >= data.length) {
			return plain(data);
		}
		byte[] packed = new byte[HEADER + frame.length];
		ByteBuffer.wrap(packed).put(ZSTD).putInt(data.length).put(frame);
		return packed;
	}

	/**
	 * For platforms that zstd-jni has no native part for.
	 */
	private static byte[] deflate(byte[] data) {
		Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
		try {
			deflater.setInput(data);
			deflater.finish();
			byte[] packed = new byte[HEADER + data.length];
			int length = deflater.deflate(packed, HEADER, data.length, Deflater.NO_FLUSH);
			if (!deflater.finished()) {
				// it would not become smaller
				return plain(data);
			}
			ByteBuffer.wrap(packed).put(DEFLATED).putInt(data.length);
			return Arrays.copyOf(packed, HEADER + length);
		}
		finally {
			deflater.end();
		}
	}

	/**
	 * Undoes the compression of what is no text.
	 * @param packed what is compressed, and not encrypted
	 * @return the data
	 */
	static byte[] decompress(byte[] packed) {
		byte kind = (packed.length > 0) ? packed[0] : -1;
		if (kind == PLAIN) {
			return Arrays.copyOfRange(packed, 1, packed.length);
		}
		if (packed.length < HEADER || (kind != DEFLATED && kind != ZSTD)) {
			throw new RocketJobException("A stored slice is damaged, or was made by a later version of Rocket Job");
		}
		int size = ByteBuffer.wrap(packed).getInt(1);
		if (size < 0 || size > 2 * UNPACKED_LIMIT) {
			throw new RocketJobException("A stored slice is damaged: it claims to have " + size + " bytes");
		}
		return (kind == ZSTD) ? unzstd(packed, size) : inflate(packed, size);
	}

	private static byte[] unzstd(byte[] packed, int size) {
		if (!ZstdBlocks.areUsable()) {
			throw new RocketJobException("A stored slice is compressed by zstd, which does not work in this process;"
					+ " see that com.github.luben:zstd-jni is on the class path and supports this platform");
		}
		try {
			return ZstdBlocks.decompress(packed, HEADER, size);
		}
		catch (IllegalArgumentException ex) {
			throw new RocketJobException("A stored slice is damaged: " + ex.getMessage(), ex);
		}
	}

	private static byte[] inflate(byte[] packed, int size) {
		byte[] data = new byte[size];
		Inflater inflater = new Inflater(true);
		try {
			inflater.setInput(packed, HEADER, packed.length - HEADER);
			int length = 0;
			while (length < data.length && !inflater.finished() && !inflater.needsInput()) {
				length += inflater.inflate(data, length, data.length - length);
			}
			if (length != data.length) {
				throw new RocketJobException("A stored slice is damaged: it ends too early");
			}
			return data;
		}
		catch (DataFormatException ex) {
			throw new RocketJobException("A stored slice is damaged: " + ex.getMessage(), ex);
		}
		finally {
			inflater.end();
		}
	}

}
