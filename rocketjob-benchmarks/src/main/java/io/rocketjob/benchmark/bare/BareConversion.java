package io.rocketjob.benchmark.bare;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvReader;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.CustomerFile;
import io.rocketjob.benchmark.process.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * Converts a csv file to compressed lines of JSON by one thread, with the libraries that
 * Rocket Job uses and nothing else. {@code --input} and {@code --output} are the files.
 */
public final class BareConversion implements Contender {

	private static final int BUFFER = 1 << 16;

	private static final int STEP = 1000;

	private final Path input;

	private final Path output;

	private final RunRecord record = new RunRecord();

	private final Loops loops = new Loops(1);

	BareConversion(ContenderArguments arguments) {
		this.input = Path.of(arguments.required("input"));
		this.output = Path.of(arguments.required("output"));
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareConversion::new);
	}

	@Override
	public void create(int count) {
		// the file is there
	}

	@Override
	public void start() {
		this.record.restart();
		this.loops.start(() -> {
			try {
				convert();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private void convert() throws IOException {
		this.record.begin();
		int left = 0;
		try (CsvReader<@Nullable String[]> reader = CsvReader.builder().build(new Values(), this.input);
				OutputStream stream = new BufferedOutputStream(
						new GZIPOutputStream(Files.newOutputStream(this.output), BUFFER), BUFFER)) {
			boolean header = true;
			for (@Nullable
			String[] values : reader) {
				if (header) {
					header = false;
					continue;
				}
				stream.write((CustomerFile.json(values) + "\n").getBytes(StandardCharsets.UTF_8));
				if (++left == 2 * STEP) {
					left -= STEP;
					this.record.end(STEP);
				}
			}
		}
		this.record.end(left);
	}

	@Override
	public ContenderReport report() {
		return this.record.report();
	}

	@Override
	public void close() {
		this.loops.close();
	}

	/** As Rocket Job reads them: nothing is no empty text. */
	private static final class Values extends AbstractBaseCsvCallbackHandler<@Nullable String[]> {

		private @Nullable String[] values = new @Nullable String[0];

		@Override
		protected void handleBegin(long startingLineNumber) {
			this.values = new @Nullable String[CustomerFile.COLUMNS.size()];
		}

		@Override
		protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
			this.values[index] = (length == 0 && !quoted) ? null : new String(buffer, offset, length);
		}

		@Override
		protected @Nullable String[] buildRecord() {
			return this.values;
		}

	}

}
