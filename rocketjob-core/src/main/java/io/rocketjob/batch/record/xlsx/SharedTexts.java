package io.rocketjob.batch.record.xlsx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The texts of a workbook that its cells refer to by number. The first ones are in
 * memory, as many as are allowed; the others in a temporary file, from which they are
 * read in blocks. Used by one thread.
 */
final class SharedTexts implements Closeable {

	private static final int BLOCK = 64;

	/** The bytes that a text needs beside its characters. */
	private static final int OVERHEAD = 56;

	/** Of what is allowed, for blocks that were read again. */
	private static final int CACHE_SHARE = 4;

	private final long allowed;

	private final List<String[]> first = new ArrayList<>();

	/** Where each further block begins. */
	private long[] positions = new long[16];

	private int count;

	private long used;

	private String[] block = new String[BLOCK];

	private @Nullable Path file;

	private @Nullable RandomAccessFile rest;

	private final Map<Integer, String[]> cached = new LinkedHashMap<>(16, 0.75f, true);

	private long cachedSize;

	/**
	 * Makes it.
	 * @param allowed how many bytes may be in memory, about
	 */
	SharedTexts(long allowed) {
		this.allowed = allowed;
	}

	/**
	 * Adds a text.
	 * @param text the text
	 * @throws IOException when the temporary file cannot be written
	 */
	void add(String text) throws IOException {
		this.block[this.count % BLOCK] = text;
		this.count++;
		this.used += text.length() * 2L + OVERHEAD;
		if (this.count % BLOCK == 0) {
			endBlock();
		}
	}

	private void endBlock() throws IOException {
		int number = (this.count - 1) / BLOCK;
		if (this.rest == null && this.used <= this.allowed) {
			this.first.add(this.block);
			this.block = new String[BLOCK];
			return;
		}
		RandomAccessFile target = (this.rest != null) ? this.rest : open();
		int index = number - this.first.size();
		if (index + 1 >= this.positions.length) {
			this.positions = Arrays.copyOf(this.positions, this.positions.length * 2);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream data = new DataOutputStream(bytes);
		for (String text : this.block) {
			byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
			data.writeInt(encoded.length);
			data.write(encoded);
		}
		target.write(bytes.toByteArray());
		this.positions[index + 1] = this.positions[index] + bytes.size();
	}

	private RandomAccessFile open() throws IOException {
		this.file = WorkbookFile.temporaryFile(".texts");
		this.rest = new RandomAccessFile(this.file.toFile(), "rw");
		return this.rest;
	}

	/**
	 * How many texts there are.
	 * @return the count
	 */
	int count() {
		return this.count;
	}

	/**
	 * Whether a temporary file has some of them.
	 * @return whether there is one
	 */
	boolean usesFile() {
		return this.file != null;
	}

	/**
	 * Gets a text.
	 * @param index its number, from 0 and less than there are
	 * @return the text
	 * @throws IOException when the temporary file cannot be read
	 */
	String get(int index) throws IOException {
		int number = index / BLOCK;
		String[] texts;
		if (number < this.first.size()) {
			texts = this.first.get(number);
		}
		else if (number == this.count / BLOCK) {
			texts = this.block;
		}
		else {
			int of = number - this.first.size();
			String[] present = this.cached.get(of);
			texts = (present != null) ? present : read(of);
		}
		return texts[index % BLOCK];
	}

	private String[] read(int index) throws IOException {
		RandomAccessFile source = Objects.requireNonNull(this.rest);
		byte[] bytes = new byte[(int) length(index)];
		source.seek(this.positions[index]);
		source.readFully(bytes);
		DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
		String[] texts = new String[BLOCK];
		for (int i = 0; i < BLOCK; i++) {
			texts[i] = new String(data.readNBytes(data.readInt()), StandardCharsets.UTF_8);
		}
		this.cachedSize += size(index);
		Iterator<Integer> eldest = this.cached.keySet().iterator();
		while (this.cachedSize > this.allowed / CACHE_SHARE && eldest.hasNext()) {
			this.cachedSize -= size(eldest.next());
			eldest.remove();
		}
		this.cached.put(index, texts);
		return texts;
	}

	private long length(int index) {
		return this.positions[index + 1] - this.positions[index];
	}

	private long size(int index) {
		return length(index) + BLOCK * OVERHEAD;
	}

	@Override
	public void close() throws IOException {
		try {
			if (this.rest != null) {
				this.rest.close();
			}
		}
		finally {
			if (this.file != null) {
				Files.deleteIfExists(this.file);
			}
		}
	}

}
