package io.rocketjob.benchmark.bare;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.RunRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A server of slices made of the bare driver: claims the first, unpacks it, packs and
 * inserts its output, deletes it by the token of the claim. {@code --output} is whether
 * there is output, {@code --serializer} how it is packed.
 */
public final class BareSlices implements Contender {

	/** The collection of the slices. */
	public static final String COLLECTION = "slices";

	/** The collection of what is made of them. */
	public static final String OUTPUT = "output";

	private final BareClient client;

	private final RunRecord record = new RunRecord();

	private final Loops loops;

	private final boolean hasOutput;

	private final SliceFormat format;

	private final MongoCollection<Document> slices;

	private final MongoCollection<Document> output;

	BareSlices(ContenderArguments arguments) {
		this.client = new BareClient(arguments);
		this.loops = new Loops(arguments.workers());
		this.hasOutput = Boolean.parseBoolean(arguments.get("output", "false"));
		this.format = new SliceFormat(!arguments.get("serializer", "compressed").equals("none"));
		this.slices = this.client.database().getCollection(COLLECTION);
		this.output = this.client.database().getCollection(OUTPUT);
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareSlices::new);
	}

	/**
	 * Copies slices with their indexes.
	 * @param from the slices of a batch
	 * @param to the database for the copies
	 */
	public static void copy(MongoCollection<Document> from, MongoDatabase to) {
		JobCopies.copyIndexes(from, to, COLLECTION);
		List<Document> copies = new ArrayList<>();
		for (Document slice : from.find().batchSize(100)) {
			copies.add(slice);
			if (copies.size() == 100) {
				to.getCollection(COLLECTION).insertMany(copies);
				copies.clear();
			}
		}
		if (!copies.isEmpty()) {
			to.getCollection(COLLECTION).insertMany(copies);
		}
	}

	@Override
	public void create(int count) {
		throw new UnsupportedOperationException("slices are copied");
	}

	@Override
	public void start() {
		this.record.restart();
		this.loops.start(() -> {
			while (next()) {
				// until nothing is left
			}
		});
	}

	private boolean next() {
		Document slice;
		ObjectId token;
		do {
			token = new ObjectId();
			slice = claim(token);
		}
		while (slice == null && this.client.abilities().mayMiss() && isAnyQueued());
		if (slice == null) {
			return false;
		}
		this.record.begin();
		List<String> lines = this.format.unpack(slice.get("data", Binary.class).getData());
		if (this.hasOutput) {
			this.output.insertOne(new Document("_id", slice.get("_id")).append("attempt", slice.get("attempt"))
				.append("count", lines.size())
				.append("data", new Binary(this.format.pack(lines))));
		}
		this.slices.deleteOne(new Document("_id", slice.get("_id")).append("claim.token", token));
		this.record.end(lines.size());
		return true;
	}

	private @Nullable Document claim(ObjectId token) {
		return this.slices.findOneAndUpdate(new Document("state", this.client.abilities().firstOf(List.of("queued"))),
				new Document("$set", new Document("state", "running").append("claim", new Document("token", token)))
					.append("$inc", new Document("attempt", 1)),
				this.client.hint(new FindOneAndUpdateOptions().sort(new Document("_id", 1)), "state")
					.returnDocument(ReturnDocument.AFTER));
	}

	private boolean isAnyQueued() {
		return this.slices.find(new Document("state", "queued")).first() != null;
	}

	@Override
	public void pause() throws Exception {
		this.loops.await();
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.client.commands());
	}

	@Override
	public void close() {
		this.loops.close();
		this.client.close();
	}

}
