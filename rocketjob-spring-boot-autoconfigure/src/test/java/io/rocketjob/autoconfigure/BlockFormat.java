package io.rocketjob.autoconfigure;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordValue;
import org.jspecify.annotations.Nullable;

/**
 * A format as a user would add one: binary blocks, each a number of bytes and as many
 * bytes of text, and a zero at the end.
 */
final class BlockFormat implements RecordFormat {

	@Override
	public String name() {
		return "blocks";
	}

	@Override
	public List<String> endings() {
		return List.of(".blk");
	}

	@Override
	public String place(long line) {
		return "block " + line;
	}

	@Override
	public RecordFileReader reader(RecordInput input) {
		return new Reader(new DataInputStream(input.stream()), input);
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) {
		return new Writer(new DataOutputStream(output.stream()));
	}

	private static final class Reader implements RecordFileReader {

		private final DataInputStream stream;

		private final RecordInput input;

		private int blocks;

		Reader(DataInputStream stream, RecordInput input) {
			this.stream = stream;
			this.input = input;
		}

		@Override
		public @Nullable Object read() throws IOException {
			try {
				int size = this.stream.readInt();
				if (size == 0) {
					return null;
				}
				this.blocks++;
				if (size < 0 || size > this.input.maximumBytes()) {
					throw new FileContentException("Block " + this.blocks + " has a size of " + size);
				}
				byte[] text = new byte[size];
				this.stream.readFully(text);
				return Map.of("block", this.blocks, "text", new String(text, this.input.charset()));
			}
			catch (EOFException ex) {
				throw new FileContentException("Block " + this.blocks + " is the last, and there is no end");
			}
		}

		@Override
		public long line() {
			return this.blocks;
		}

	}

	private record Writer(DataOutputStream stream) implements RecordFileWriter {

		@Override
		public void write(RecordValue record) throws IOException {
			byte[] text = record.text().getBytes(StandardCharsets.UTF_8);
			this.stream.writeInt(text.length);
			this.stream.write(text);
		}

		@Override
		public void finish() throws IOException {
			this.stream.writeInt(0);
		}

	}

}
