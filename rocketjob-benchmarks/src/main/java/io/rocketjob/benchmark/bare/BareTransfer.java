package io.rocketjob.benchmark.bare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.LineFile;
import io.rocketjob.benchmark.process.RunRecord;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Stores a file as slices by one thread, and makes a file of them again. No worker works
 * on them in between. {@code --slice} is how many lines a slice has.
 */
public final class BareTransfer implements Contender {

	private static final int BULK = 10;

	private final BareClient client;

	private final MongoCollection<Document> slices;

	private final SliceFormat format = new SliceFormat(true);

	private final LineFile file = new LineFile();

	private final RunRecord record = new RunRecord();

	private final int sliceSize;

	private int lineCount;

	BareTransfer(ContenderArguments arguments) throws IOException {
		this.client = new BareClient(arguments);
		this.slices = this.client.database().getCollection(BareSlices.COLLECTION);
		this.slices.createIndex(new Document("state", 1).append("_id", 1));
		this.sliceSize = arguments.number("slice", 100);
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareTransfer::new);
	}

	@Override
	public void create(int count) throws IOException {
		this.slices.deleteMany(new Document());
		this.lineCount = count;
		this.file.fill(count);
		long start = System.nanoTime();
		try (BufferedReader reader = Files.newBufferedReader(this.file.input())) {
			List<String> lines = new ArrayList<>();
			List<Document> bulk = new ArrayList<>();
			long id = 1;
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				lines.add(line);
				if (lines.size() == this.sliceSize) {
					bulk.add(slice(id, lines));
					id += lines.size();
					lines.clear();
				}
				if (bulk.size() == BULK) {
					this.slices.insertMany(bulk);
					bulk.clear();
				}
			}
			if (!lines.isEmpty()) {
				bulk.add(slice(id, lines));
			}
			if (!bulk.isEmpty()) {
				this.slices.insertMany(bulk);
			}
		}
		this.file.uploaded(System.nanoTime() - start);
	}

	private Document slice(long id, List<String> lines) {
		return new Document("_id", id).append("state", "queued")
			.append("count", lines.size())
			.append("data", new Binary(this.format.pack(lines)));
	}

	@Override
	public void start() throws IOException {
		this.record.restart();
		this.record.begin();
		long start = System.nanoTime();
		try (BufferedWriter writer = Files.newBufferedWriter(this.file.output())) {
			for (Document slice : this.slices.find().sort(new Document("_id", 1)).batchSize(BULK)) {
				for (String line : this.format.unpack(slice.get("data", Binary.class).getData())) {
					writer.write(line);
					writer.write('\n');
				}
			}
		}
		this.file.downloaded(System.nanoTime() - start);
		this.record.end(this.lineCount);
	}

	@Override
	public void pause() {
		// nothing goes on in the background
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.client.commands());
	}

	@Override
	public Map<String, Object> details() throws IOException {
		return this.file.details();
	}

	@Override
	public void close() throws IOException {
		this.client.close();
		this.file.close();
	}

}
