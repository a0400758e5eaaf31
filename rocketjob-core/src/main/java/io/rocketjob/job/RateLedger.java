package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.jobclass.ClassPlugins.Rate;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: hands out starts of one group to servers, in blocks. Time is divided into
 * parts, and a start is only good in the part for which it was handed out. The starts of
 * any {@link #span} parts in a row are never more than the limit; they are longer than
 * the time of the rate by one part at least, which is what clocks may differ by.
 * Thread-safe.
 */
final class RateLedger {

	static final String COLLECTION = "rocketjob.rates";

	/** The newest part for which starts were handed out. */
	private static final String PART = "part";

	/** How many were handed out for that part and those before it that still count. */
	private static final String USED = "used";

	/** The same by part. */
	private static final String STARTS = "starts";

	/** Changes with each write. */
	private static final String VERSION = "version";

	/** The time of a rate has at most so many parts. */
	private static final int PARTS = 50;

	/** How long a part is at least. */
	private static final long SHORTEST = 50;

	/** How often to try while others write. */
	private static final int ATTEMPTS = 10;

	/** How long to leave others alone then. */
	private static final int CONTENDED_MILLIS = 20;

	/** How seldom to look whether others have given something back. */
	private static final long LOOK_AGAIN = 1000;

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private final JobStore store;

	private final String id;

	private final Rate rate;

	/** How long a part is, in milliseconds. */
	private final long length;

	/** How many parts in a row have no more starts than the limit. */
	private final int span;

	RateLedger(JobStore store, String group, Rate rate) {
		long time = rate.per().toMillis();
		this.store = store;
		// with another time the parts are others as well
		this.id = group + "/" + time;
		this.rate = rate;
		this.length = Math.max(SHORTEST, time / PARTS);
		// what lies in a time touches one part more than fits into it
		this.span = (int) ((time + this.length - 1) / this.length) + 2;
	}

	/**
	 * The part that it is now.
	 */
	long part() {
		return now() / this.length;
	}

	private long now() {
		return this.store.measuredNow().toEpochMilli();
	}

	/**
	 * Asks for starts in the part that it is now.
	 * @param wanted how many, at least 1
	 * @param unused what was handed out before, and not used in its part
	 * @return what there is
	 */
	Grant take(int wanted, Block unused) {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			long part = part();
			// most often another has begun the part, and there is enough
			if (added(part, wanted, unused)) {
				return new Grant(new Block(part, wanted), Duration.ZERO);
			}
			Document present = rates().find(new Document(JobFields.ID, this.id)).first();
			if (present == null) {
				int starts = Math.min(wanted, this.rate.limit());
				if (inserted(part, starts)) {
					return new Grant(new Block(part, starts), Duration.ZERO);
				}
				continue;
			}
			long newest = number(present, PART);
			if (newest > part && newest - part <= this.span) {
				// the clock of this process is a little behind that of another
				return none(Instant.ofEpochMilli(newest * this.length));
			}
			SortedMap<Long, Integer> counted = counted(present, part);
			counted.computeIfPresent(unused.part(), (key, count) -> Math.max(0, count - unused.starts()));
			int used = sum(counted);
			int starts = Math.min(wanted, this.rate.limit() - used);
			if (starts <= 0) {
				return none(room(counted));
			}
			counted.merge(part, starts, Integer::sum);
			if (replaced(present, part, counted)) {
				return new Grant(new Block(part, starts), Duration.ZERO);
			}
		}
		return none(Instant.ofEpochMilli(now() + ThreadLocalRandom.current().nextInt(1, CONTENDED_MILLIS)));
	}

	private boolean added(long part, int wanted, Block unused) {
		Document filter = new Document(JobFields.ID, this.id).append(PART, part)
			.append(USED, new Document("$lte", this.rate.limit() - wanted));
		Document more = new Document(USED, wanted).append(STARTS + "." + part, wanted).append(VERSION, 1L);
		if (unused.starts() > 0) {
			String path = STARTS + "." + unused.part();
			filter.append(path, new Document("$gte", unused.starts()));
			more.append(USED, wanted - unused.starts()).append(path, -unused.starts());
		}
		return rates().findOneAndUpdate(filter, new Document("$inc", more), AFTER) != null;
	}

	private boolean inserted(long part, int starts) {
		try {
			rates().insertOne(document(part, Map.of(part, starts), 0));
			return true;
		}
		catch (MongoException ex) {
			if (!DatabaseErrors.isDuplicateKey(ex) && !DatabaseErrors.isDeadlock(ex)) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Begins a part, or takes less than was wanted.
	 */
	private boolean replaced(Document present, long part, Map<Long, Integer> counted) {
		long version = number(present, VERSION);
		return rates()
			.replaceOne(new Document(JobFields.ID, this.id).append(VERSION, version),
					document(part, counted, version + 1))
			.getMatchedCount() == 1;
	}

	private Document document(long part, Map<Long, Integer> counted, long version) {
		Document starts = new Document();
		counted.forEach((each, count) -> starts.append(Long.toString(each), count));
		return new Document(JobFields.ID, this.id).append(PART, part)
			.append(USED, sum(counted))
			.append(STARTS, starts)
			.append(VERSION, version);
	}

	/**
	 * The starts by part that count for one that is to begin in a part.
	 */
	private SortedMap<Long, Integer> counted(Document present, long part) {
		SortedMap<Long, Integer> counted = new TreeMap<>();
		present.get(STARTS, new Document()).forEach((key, count) -> {
			long each = Long.parseLong(key);
			if (each > part - this.span && each <= part) {
				counted.put(each, ((Number) count).intValue());
			}
		});
		return counted;
	}

	private static int sum(Map<Long, Integer> counted) {
		return counted.values().stream().mapToInt(Integer::intValue).sum();
	}

	private static long number(Document document, String name) {
		return document.get(name, Number.class).longValue();
	}

	/**
	 * When the first of some starts no longer count, so that there is room.
	 */
	private Instant room(SortedMap<Long, Integer> counted) {
		int left = sum(counted);
		for (Map.Entry<Long, Integer> each : counted.entrySet()) {
			left -= each.getValue();
			if (left < this.rate.limit()) {
				return Instant.ofEpochMilli((each.getKey() + this.span) * this.length);
			}
		}
		return Instant.ofEpochMilli(now() + this.length);
	}

	private Grant none(Instant from) {
		long wait = Math.max(1, from.toEpochMilli() - now());
		// others may give back what they do not use
		return new Grant(Block.NONE, Duration.ofMillis(Math.min(wait, Math.max(this.length, LOOK_AGAIN))));
	}

	/**
	 * Why no job of the group starts.
	 * @param whose whose starts are limited
	 * @return the reason, or {@code null} when one may
	 */
	@Nullable String whyNone(String whose) {
		Document present = rates().find(new Document(JobFields.ID, this.id)).first();
		if (present == null || sum(counted(present, part())) < this.rate.limit()) {
			return null;
		}
		return this.rate.limit() + " of " + this.rate.limit() + " " + whose + " have started within "
				+ this.rate.time();
	}

	private MongoCollection<Document> rates() {
		return this.store.mongo().collection(COLLECTION, List.of());
	}

	/**
	 * Starts in a part.
	 *
	 * @param part the part
	 * @param starts how many
	 */
	record Block(long part, int starts) {

		static final Block NONE = new Block(0, 0);

	}

	/**
	 * What was handed out.
	 *
	 * @param block the starts
	 * @param retry when there are none, after which time to ask again
	 */
	record Grant(Block block, Duration retry) {
	}

}
