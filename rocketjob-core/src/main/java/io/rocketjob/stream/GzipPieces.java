package io.rocketjob.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Internal: compresses pieces of a file on their own, so that what is left to do when
 * they become one gzip file is to write them one after the other. The file is one member
 * as of RFC 1952, which every reader of gzip reads to its end. Thread-safe, but for
 * {@link Writer}.
 * <p>
 * A piece begins with the checksum (CRC-32) and the length of its content, four bytes
 * each, the highest first. Then comes the content as of RFC 1951, in blocks of which none
 * is the last and which end with a byte.
 */
public final class GzipPieces {

	private static final int HEADER = 2 * Integer.BYTES;

	private static final byte[] FILE_HEADER = { 0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF };

	/** A last block of nothing. */
	private static final byte[] LAST_BLOCK = { 3, 0 };

	private GzipPieces() {
	}

	/**
	 * Whether a file of that name is compressed by gzip and wrapped in nothing else, so
	 * that pieces can be written to it.
	 * @param name the name of the file
	 * @return whether it is
	 */
	public static boolean areFileOf(String name) {
		return OutputFiles.isOnly(Wrapping.GZIP, name);
	}

	/**
	 * Compresses a piece.
	 * @param plain its content, may be empty
	 * @return the piece
	 */
	public static byte[] compress(byte[] plain) {
		CRC32 checksum = new CRC32();
		checksum.update(plain);
		ByteBuffer header = ByteBuffer.allocate(HEADER).putInt((int) checksum.getValue()).putInt(plain.length);
		ByteArrayOutputStream piece = new ByteArrayOutputStream(HEADER + plain.length / 3 + 64);
		piece.writeBytes(header.array());
		Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		try {
			deflater.setInput(plain);
			byte[] buffer = new byte[32 * 1024];
			int count;
			do {
				count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
				piece.write(buffer, 0, count);
			}
			while (count == buffer.length);
		}
		finally {
			deflater.end();
		}
		return piece.toByteArray();
	}

	/**
	 * Decompresses a piece.
	 * @param piece the piece
	 * @return its content
	 * @throws IOException when it is damaged
	 */
	public static byte[] decompress(byte[] piece) throws IOException {
		ByteBuffer header = header(piece);
		int checksum = header.getInt();
		byte[] plain = new byte[length(header, piece)];
		Inflater inflater = new Inflater(true);
		try {
			inflater.setInput(piece, HEADER, piece.length - HEADER);
			int length = 0;
			while (length < plain.length && !inflater.needsInput()) {
				length += inflater.inflate(plain, length, plain.length - length);
			}
			CRC32 actual = new CRC32();
			actual.update(plain);
			if (length < plain.length || (int) actual.getValue() != checksum) {
				throw new IOException("a piece of gzip does not match its checksum");
			}
			return plain;
		}
		catch (DataFormatException ex) {
			throw new IOException("a piece of gzip is damaged: " + ex.getMessage(), ex);
		}
		finally {
			inflater.end();
		}
	}

	private static ByteBuffer header(byte[] piece) throws IOException {
		if (piece.length < HEADER) {
			throw new IOException("a piece of gzip is cut off");
		}
		return ByteBuffer.wrap(piece);
	}

	/** Deflate makes nothing smaller than by 1032 times. */
	private static int length(ByteBuffer header, byte[] piece) throws IOException {
		int length = header.getInt();
		if (length < 0 || length / 1040 > piece.length) {
			throw new IOException("a piece of gzip claims to have " + length + " bytes");
		}
		return length;
	}

	/**
	 * Writes a gzip file of pieces.
	 */
	public static final class Writer {

		private final OutputStream file;

		private int checksum;

		private long length;

		/**
		 * Begins a file.
		 * @param file where it goes; stays open
		 * @throws IOException when it cannot be written
		 */
		public Writer(OutputStream file) throws IOException {
			this.file = file;
			file.write(FILE_HEADER);
		}

		/**
		 * Writes the next piece.
		 * @param piece as {@link GzipPieces#compress} makes it
		 * @throws IOException when it is cut off, or the file cannot be written
		 */
		public void write(byte[] piece) throws IOException {
			ByteBuffer header = header(piece);
			int next = header.getInt();
			int size = length(header, piece);
			this.checksum = Checksums.joined(this.checksum, next, size);
			this.length += size;
			this.file.write(piece, HEADER, piece.length - HEADER);
		}

		/**
		 * Writes the end of the file.
		 * @throws IOException when it cannot be written
		 */
		public void finish() throws IOException {
			byte[] end = Arrays.copyOf(LAST_BLOCK, LAST_BLOCK.length + 2 * Integer.BYTES);
			ByteBuffer.wrap(end)
				.order(ByteOrder.LITTLE_ENDIAN)
				.putInt(LAST_BLOCK.length, this.checksum)
				.putInt(LAST_BLOCK.length + Integer.BYTES, (int) this.length);
			this.file.write(end);
			this.file.flush();
		}

	}

	/**
	 * The checksum of two texts of which only the checksums are known. A CRC is what is
	 * left of a polynomial over two elements when it is divided by {@link #DIVISOR}; to
	 * append n bytes multiplies it by x to the 8n-th, and the bits of both are added.
	 * Bits are in reverse: the highest is that of x to the 0-th.
	 */
	private static final class Checksums {

		private static final int DIVISOR = 0xEDB88320;

		private static final int ONE = 1 << 31;

		/** What x to the 8th, 16th, 32nd and so on leave. */
		private static final int[] BYTES = new int[31];

		static {
			int power = ONE >>> 8;
			for (int i = 0; i < BYTES.length; i++) {
				BYTES[i] = power;
				power = product(power, power);
			}
		}

		private Checksums() {
		}

		static int joined(int first, int second, int lengthOfSecond) {
			int power = ONE;
			for (int i = 0; i < BYTES.length; i++) {
				if ((lengthOfSecond >>> i & 1) != 0) {
					power = product(power, BYTES[i]);
				}
			}
			return product(first, power) ^ second;
		}

		private static int product(int one, int other) {
			int product = 0;
			int shifted = other;
			for (int bit = ONE; bit != 0; bit >>>= 1) {
				if ((one & bit) != 0) {
					product ^= shifted;
				}
				shifted = ((shifted & 1) != 0) ? shifted >>> 1 ^ DIVISOR : shifted >>> 1;
			}
			return product;
		}

	}

}
