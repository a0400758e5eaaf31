package io.rocketjob.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.RocketJobException;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.mongo.DatabaseClock;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The one place where slices are claimed and queued again. Thread-safe.
 */
final class SliceClaims {

	private static final Document BY_ID = new Document(SliceDocument.ID, 1);

	private static final UpdateOptions HINT_ID = new UpdateOptions().hint(BY_ID);

	private static final Document QUEUED = new Document(SliceDocument.STATE, SliceDocument.QUEUED);

	private static final Document RUNNING = new Document(SliceDocument.STATE, SliceDocument.RUNNING);

	private static final Document FAILED = new Document(SliceDocument.STATE, SliceDocument.FAILED);

	/** How often to look where a claim may miss what is there. */
	private static final int LOOKS = 3;

	private final BatchCollections collections;

	private final DatabaseClock clock;

	SliceClaims(BatchCollections collections, DatabaseClock clock) {
		this.collections = collections;
		this.clock = clock;
	}

	/**
	 * Claims the first slice of a segment that is queued.
	 * @param claim where, and in whose name
	 * @param seen only those after this one, if given
	 * @return the slice, or {@code null} when there is none
	 */
	@Nullable ClaimedSlice first(Claim claim, @Nullable Long seen) {
		DatabaseAbilities abilities = this.collections.mongo().abilities();
		Document filter = queued(seen);
		if (!abilities.claimHints()) {
			filter.append(SliceDocument.STATE, abilities.firstOf(List.of(SliceDocument.QUEUED)));
		}
		for (int attempt = 1;; attempt++) {
			ObjectId token = new ObjectId();
			Document slice = this.collections.input(claim.segment())
				.findOneAndUpdate(filter, claim.update(ClaimKey.begunClaim(token, claim.server()), this.clock.now()),
						this.collections.mongo()
							.hint(new FindOneAndUpdateOptions().sort(BY_ID), SliceDocument.STATE_INDEX)
							.returnDocument(ReturnDocument.AFTER));
			if (slice != null) {
				return claim.claimed(slice, token);
			}
			if (!abilities.mayMiss() || attempt == LOOKS || queued(new Range(claim.segment(), seen), 0, 1).isEmpty()) {
				return null;
			}
		}
	}

	/**
	 * The first slices that are queued.
	 * @param range of which
	 * @param skipped how many to leave out at first
	 * @param limit how many at most
	 * @return their ids; the index alone answers that
	 */
	List<Long> queued(Range range, int skipped, int limit) {
		return this.collections.input(range.segment())
			.find(queued(range.seen()))
			.hintString(SliceDocument.STATE_INDEX)
			.sort(BY_ID)
			.skip(skipped)
			.limit(limit)
			// all in the first answer, which says then that there is no other
			.batchSize(limit + 1)
			.projection(BY_ID)
			.map((slice) -> slice.getLong(SliceDocument.ID))
			.into(new ArrayList<>());
	}

	/**
	 * Claims slices together, those of them that no other server has taken.
	 * @param claim where, and in whose name
	 * @param ids the slices
	 * @return the slices, in order
	 */
	List<ClaimedSlice> take(Claim claim, List<Long> ids) {
		ObjectId token = new ObjectId();
		MongoCollection<Document> slices = this.collections.input(claim.segment());
		long taken = slices
			.updateMany(
					new Document(SliceDocument.ID, new Document("$in", ids)).append(SliceDocument.STATE,
							SliceDocument.QUEUED),
					claim.update(ClaimKey.claim(token, claim.server()), this.clock.now()), HINT_ID)
			.getMatchedCount();
		List<ClaimedSlice> claimed = new ArrayList<>(ids.size());
		if (taken > 0) {
			slices.find(SliceDocument.held(ids, token))
				.hint(BY_ID)
				.sort(BY_ID)
				.batchSize(ids.size() + 1)
				.forEach((slice) -> claimed.add(claim.claimed(slice, token)));
		}
		return claimed;
	}

	/**
	 * Queues slices again that were claimed together and not begun, as far as they are
	 * still held.
	 * @param claimed the slices
	 */
	void release(Collection<ClaimedSlice> claimed) {
		Map<ObjectId, List<ClaimedSlice>> byToken = claimed.stream()
			.collect(Collectors.groupingBy(ClaimedSlice::token));
		byToken.forEach((token, slices) -> this.collections.input(slices.get(0).segment())
			.updateMany(SliceDocument.held(slices.stream().map(ClaimedSlice::id).toList(), token),
					SliceDocument.requeue(), HINT_ID));
	}

	private static Document queued(@Nullable Long seen) {
		return (seen == null) ? new Document(QUEUED)
				: new Document(QUEUED).append(SliceDocument.ID, new Document("$gt", seen));
	}

	/**
	 * Whether slices are queued or worked on.
	 * @param segments the segments of a job
	 * @return whether anything is left but failed slices
	 */
	boolean isAnythingLeft(List<Segment> segments) {
		for (Segment segment : segments) {
			MongoCollection<Document> slices = this.collections.input(segment);
			// slices move between these states while one looks, so finding none proves
			// nothing
			if (slices.find(QUEUED).projection(BY_ID).first() != null
					|| slices.find(RUNNING).projection(BY_ID).first() != null) {
				return true;
			}
			// but they keep their place in this order
			if (slices.find(new Document(SliceDocument.STATE, new Document("$ne", SliceDocument.FAILED)))
				.hint(BY_ID)
				.sort(BY_ID)
				.projection(BY_ID)
				.first() != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Checks, before the first slice is worked on, that all are there that were uploaded:
	 * a job must not complete without records that were lost.
	 * @param job the job
	 * @throws RocketJobException when slices are missing
	 */
	void checkComplete(JobRecord job) {
		for (Segment segment : Segment.of(job, (each) -> each.state() == Segment.State.READY)) {
			long present = this.collections.input(segment)
				.countDocuments(new Document(), new CountOptions().hint(BY_ID));
			if (present != segment.slices()) {
				throw new RocketJobException("Of the " + segment.slices() + " slices of the input '"
						+ segment.category() + "' there are " + present + " in the collection " + segment.collection()
						+ "; was it changed, or restored from a backup without its job?");
			}
		}
	}

	/**
	 * Whether no slice is there at all. Once nothing is uploaded any more slices only
	 * vanish, so what is empty stays so, whatever is retried.
	 * @param segments the segments of a job
	 * @return whether all are done
	 */
	boolean isEmpty(List<Segment> segments) {
		return segments.stream()
			.allMatch(
					(segment) -> this.collections.input(segment).find().hint(BY_ID).projection(BY_ID).first() == null);
	}

	/**
	 * Queues the failed slices of a job again.
	 * @param job the job
	 */
	void requeueFailed(JobRecord job) {
		List<Document> without = BatchDocument.of(job)
			.getList("notRetried", Document.class, List.of())
			.stream()
			.map((kind) -> FailureDocument.ofKind(SliceDocument.EXCEPTION, kind))
			.toList();
		Document filter = without.isEmpty() ? FAILED : new Document(FAILED).append("$nor", without);
		for (Segment segment : Segment.readable(job)) {
			this.collections.input(segment).updateMany(filter, SliceDocument.requeue());
		}
	}

	/**
	 * Counts failed slices.
	 * @param segments where to look
	 * @param most how many to count at most
	 * @return how many there are
	 */
	long countFailed(List<Segment> segments, long most) {
		long count = 0;
		for (Segment segment : segments) {
			if (count < most) {
				count += this.collections.input(segment)
					.countDocuments(FAILED, new CountOptions().hintString(SliceDocument.STATE_INDEX)
						.limit((int) Math.min(most - count, Integer.MAX_VALUE)));
			}
		}
		return count;
	}

	/**
	 * Requeues a slice that a worker holds.
	 * @param segment where it is
	 * @param id the slice
	 * @param token the token of the claim
	 * @return whether it was still held by that
	 */
	boolean requeue(Segment segment, long id, ObjectId token) {
		return takeBack(segment, id, token, SliceDocument.requeue());
	}

	/**
	 * Takes a slice away from the worker that holds it.
	 * @param segment where it is
	 * @param id the slice
	 * @param token the token of the claim
	 * @param update what becomes of it
	 * @return whether it was still held by that
	 */
	boolean takeBack(Segment segment, long id, ObjectId token, Document update) {
		return this.collections.input(segment).updateOne(SliceDocument.held(id, token), update).getMatchedCount() == 1;
	}

	/**
	 * The time.
	 * @return the database's, as far as it is known
	 */
	Instant now() {
		return this.clock.now();
	}

	/**
	 * Visits the slices of a segment that are worked on.
	 * @param segment the segment
	 * @param visitor gets them without their data
	 */
	void running(Segment segment, Consumer<Document> visitor) {
		this.collections.input(segment)
			.find(RUNNING)
			.projection(new Document(SliceDocument.DATA, 0).append(SliceDocument.PARTIAL, 0))
			.into(new ArrayList<>())
			.forEach((slice) -> {
				if (slice.containsKey(SliceDocument.CLAIM)) {
					visitor.accept(slice);
				}
			});
	}

	/**
	 * Where slices are claimed, and in whose name.
	 *
	 * @param job the job
	 * @param segment where the slices are
	 * @param server the id of the server
	 * @param worker the name of the worker, or of the server when it is not known which
	 * of its workers will have the slice
	 */
	record Claim(JobRecord job, Segment segment, ObjectId server, String worker) {

		private Document update(Document stored, Instant now) {
			return SliceDocument.claim(stored, this.worker, now);
		}

		private ClaimedSlice claimed(Document slice, ObjectId token) {
			return new ClaimedSlice(this.job, this.segment, slice, token, this.worker);
		}

	}

	/**
	 * Queued slices.
	 *
	 * @param segment where they are
	 * @param seen only those after this one, if given
	 */
	record Range(Segment segment, @Nullable Long seen) {
	}

}
