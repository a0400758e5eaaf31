package io.rocketjob.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: collections of batches whose job does not exist any more, as when somebody
 * has deleted its document in the database, or has restored one database without the
 * other. Rocket Job itself drops them with their job. Thread-safe.
 */
public final class OrphanedCollections {

	/**
	 * No collection of a job that was created lately is an orphan: its upload may just
	 * begin, and clocks of hosts differ.
	 */
	static final Duration LEAST_AGE = Duration.ofDays(1);

	private static final Pattern NAME = Pattern
		.compile("rocketjob\\.(?:inputs|outputs|lookups)\\.([0-9a-f]{24})(?:\\..*)?");

	private static final int AT_ONCE = 1_000;

	private static final Document USED = new Document(BatchDocument.BATCH + ".segments", 1)
		.append(BatchDocument.LOOKUPS, 1)
		.append(BatchDocument.STAGED, 1);

	private final JobStore store;

	private final BatchCollections collections;

	OrphanedCollections(JobStore store, BatchCollections collections) {
		this.store = store;
		this.collections = collections;
	}

	/**
	 * Finds them. Reads the names of all collections; and, where a name is that of no
	 * job, what the batches use that were created since.
	 * @return the names, in order
	 */
	public List<String> find() {
		Instant latest = this.store.measuredNow().minus(LEAST_AGE);
		// the order matters: a job that is created in a transaction uses the collections
		// of an upload, whose own document goes after the commit
		Map<ObjectId, List<String>> byJob = byJob(latest);
		removePresent(byJob);
		if (byJob.isEmpty()) {
			return List.of();
		}
		Set<String> used = used(byJob.keySet().iterator().next());
		return byJob.values().stream().flatMap(List::stream).filter((name) -> !used.contains(name)).sorted().toList();
	}

	/**
	 * Drops one that was found. To do so twice does no harm.
	 * @param name its name
	 */
	public void drop(String name) {
		Matcher matcher = NAME.matcher(name);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(name + " is no collection of a batch");
		}
		this.collections.named(name).drop();
	}

	private Map<ObjectId, List<String>> byJob(Instant latest) {
		Map<ObjectId, List<String>> byJob = new TreeMap<>();
		this.collections.mongo().database().listCollectionNames().forEach((name) -> {
			Matcher matcher = NAME.matcher(name);
			if (matcher.matches()) {
				ObjectId job = new ObjectId(matcher.group(1));
				if (job.getDate().toInstant().isBefore(latest)) {
					byJob.computeIfAbsent(job, (missing) -> new ArrayList<>()).add(name);
				}
			}
		});
		return byJob;
	}

	private void removePresent(Map<ObjectId, List<String>> byJob) {
		List<ObjectId> all = List.copyOf(byJob.keySet());
		for (int start = 0; start < all.size(); start += AT_ONCE) {
			List<ObjectId> some = all.subList(start, Math.min(all.size(), start + AT_ONCE));
			this.store.jobs()
				.find(new Document(JobFields.ID, new Document("$in", some)))
				.projection(JobIndexes.BY_ID)
				.map(JobRecord::new)
				.forEach((job) -> byJob.remove(job.id()));
		}
	}

	/** What the batches use that were created after an upload has begun. */
	private Set<String> used(ObjectId first) {
		ObjectId since = new ObjectId(Math.max(0, first.getTimestamp() - (int) LEAST_AGE.toSeconds()), 0);
		Set<String> used = new HashSet<>();
		this.store.jobs()
			.find(new Document(JobFields.ID, new Document("$gte", since)).append(BatchDocument.BATCH,
					new Document("$exists", true)))
			.hint(JobIndexes.BY_ID)
			.projection(USED)
			.map(JobRecord::new)
			.forEach((job) -> {
				Segment.of(job, (segment) -> true).forEach((segment) -> used.add(segment.collection()));
				used.addAll(BatchDocument.lookups(job).values());
				used.addAll(BatchDocument.staged(job));
			});
		return used;
	}

}
