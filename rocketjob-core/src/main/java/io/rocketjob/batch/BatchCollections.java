package io.rocketjob.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.mongodb.client.MongoCollection;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * The collections that belong to batch jobs. Thread-safe.
 */
final class BatchCollections {

	private static final String INPUTS = "rocketjob.inputs.";

	private static final String OUTPUTS = "rocketjob.outputs.";

	private static final String LOOKUPS = "rocketjob.lookups.";

	private final RocketJobMongo mongo;

	BatchCollections(RocketJobMongo mongo) {
		this.mongo = mongo;
	}

	/**
	 * The name of the collection of a segment.
	 * @param job the job
	 * @param category the category
	 * @param suffix what tells it from other segments of that category, or empty
	 * @return the name
	 */
	static String input(ObjectId job, String category, String suffix) {
		return INPUTS + job.toHexString() + "." + category + (suffix.isEmpty() ? "" : "." + suffix);
	}

	/**
	 * Makes the collection of a segment with its index.
	 * @param segment the segment
	 */
	void create(Segment segment) {
		input(segment).createIndexes(SliceDocument.INDEXES);
	}

	MongoCollection<Document> input(Segment segment) {
		return this.mongo.database().getCollection(segment.collection());
	}

	MongoCollection<Document> output(ObjectId job, String category) {
		return this.mongo.database().getCollection(OUTPUTS + job.toHexString() + "." + category);
	}

	/**
	 * What the output of a slice is bound to when it is encrypted.
	 * @param job the job
	 * @param category the category
	 * @param sliceId the id of the slice
	 * @return the text to encrypt with
	 */
	static String binding(ObjectId job, String category, long sliceId) {
		return SliceCodec.binding(OUTPUTS + job.toHexString() + "." + category, sliceId);
	}

	MongoCollection<Document> counters(ObjectId job) {
		return this.mongo.database().getCollection(OUTPUTS + job.toHexString());
	}

	/**
	 * The name of the collection of a lookup.
	 * @param job the job
	 * @param name the name of the lookup
	 * @param suffix what tells it from one made by another attempt, or empty
	 * @return the name of the collection
	 */
	static String lookup(ObjectId job, String name, String suffix) {
		return LOOKUPS + job.toHexString() + "." + name + (suffix.isEmpty() ? "" : "." + suffix);
	}

	MongoCollection<Document> named(String collection) {
		return this.mongo.database().getCollection(collection);
	}

	/**
	 * Adds up what the slices of a job have counted.
	 * @param job the job
	 * @return the counters, sorted by name
	 */
	Map<String, Long> sumCounters(ObjectId job) {
		Map<String, Long> sums = new TreeMap<>();
		counters(job).find().forEach((document) -> BatchDocument.addCounters(document, SliceDocument.COUNTERS, sums));
		return sums;
	}

	/**
	 * What the slices of a job have counted, as of now.
	 * @param job the job
	 * @return the counters
	 */
	Map<String, Long> statistics(JobRecord job) {
		Map<String, Long> stored = BatchDocument.statistics(job);
		return new LinkedHashMap<>((stored != null) ? stored : sumCounters(job.id()));
	}

	/**
	 * The collections of segments that do not exist.
	 * @param segments the segments
	 * @return the names
	 */
	Set<String> missing(List<Segment> segments) {
		Set<String> names = new TreeSet<>();
		segments.stream()
			.filter((segment) -> segment.slices() > 0)
			.forEach((segment) -> names.add(segment.collection()));
		if (!names.isEmpty()) {
			this.mongo.database()
				.listCollections()
				.filter(new Document("name", new Document("$in", List.copyOf(names))))
				.forEach((collection) -> names.remove(collection.getString("name")));
		}
		return names;
	}

	void drop(Segment segment) {
		input(segment).drop();
	}

	/**
	 * Drops what workers write to.
	 * @param job the job
	 */
	void dropOutputs(JobRecord job) {
		ObjectId id = job.id();
		BatchDocument.outputs(job).keySet().forEach((category) -> output(id, category).drop());
		counters(id).drop();
	}

	/**
	 * Drops all that belongs to a job.
	 * @param job the job
	 */
	void drop(JobRecord job) {
		Segment.of(job, (segment) -> true).forEach(this::drop);
		dropOutputs(job);
		BatchDocument.lookups(job).values().forEach((collection) -> named(collection).drop());
		BatchDocument.staged(job).forEach((collection) -> named(collection).drop());
	}

	/**
	 * The database of the slices.
	 * @return the handle
	 */
	RocketJobMongo mongo() {
		return this.mongo;
	}

}
