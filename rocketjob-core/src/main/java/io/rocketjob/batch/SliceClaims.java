package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.RocketJobException;
import io.rocketjob.job.Held;
import io.rocketjob.job.HeldWork;
import io.rocketjob.job.JobDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where slices are claimed and taken back. Thread-safe.
 */
final class SliceClaims implements HeldWork {

	private static final Logger logger = LoggerFactory.getLogger(SliceClaims.class);

	private static final Document BY_ID = new Document(SliceDocument.ID, 1);

	private static final Document QUEUED = new Document(SliceDocument.STATE, SliceDocument.QUEUED);

	private static final Document RUNNING = new Document(SliceDocument.STATE, SliceDocument.RUNNING);

	private static final Document FAILED = new Document(SliceDocument.STATE, SliceDocument.FAILED);

	private final BatchEngine engine;

	SliceClaims(BatchEngine engine) {
		this.engine = engine;
	}

	/**
	 * Claims the first slice of a job that is queued.
	 * @param job the job
	 * @param segments its segments
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @return the slice, or {@code null} when none is queued
	 */
	@Nullable ClaimedSlice next(Document job, List<Segment> segments, ObjectId server, String worker) {
		for (Segment segment : segments) {
			ObjectId token = new ObjectId();
			Document slice = this.engine.collections()
				.input(segment)
				.findOneAndUpdate(QUEUED, SliceDocument.claim(token, server, worker, this.engine.jobs().clock().now()),
						new FindOneAndUpdateOptions().sort(BY_ID)
							.hintString(SliceDocument.STATE_INDEX)
							.returnDocument(ReturnDocument.AFTER));
			if (slice != null) {
				return new ClaimedSlice(job, segment, slice, token, worker);
			}
		}
		return null;
	}

	/**
	 * Whether slices are queued or worked on.
	 * @param segments the segments of a job
	 * @return whether anything is left but failed slices
	 */
	boolean isAnythingLeft(List<Segment> segments) {
		for (Segment segment : segments) {
			MongoCollection<Document> slices = this.engine.collections().input(segment);
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
	 * a job must not complete without records that somebody has lost.
	 * @param job the job
	 * @throws RocketJobException when slices are missing
	 */
	void checkComplete(Document job) {
		for (Segment segment : Segment.of(job, (each) -> each.state() == Segment.State.READY)) {
			long present = this.engine.collections()
				.input(segment)
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
	 * vanish, so what is empty stays so, whoever retries what.
	 * @param segments the segments of a job
	 * @return whether all are done
	 */
	boolean isEmpty(List<Segment> segments) {
		return segments.stream()
			.allMatch((segment) -> this.engine.collections()
				.input(segment)
				.find()
				.hint(BY_ID)
				.projection(BY_ID)
				.first() == null);
	}

	/**
	 * Queues the failed slices of a job again.
	 * @param job the job
	 */
	void requeueFailed(Document job) {
		for (Segment segment : Segment.readable(job)) {
			this.engine.collections().input(segment).updateMany(FAILED, SliceDocument.requeue());
		}
	}

	@Override
	public Set<ObjectId> holders() {
		Set<ObjectId> holders = new HashSet<>();
		forEachRunning((segment, slice) -> holders.add(claim(slice).getObjectId("server")));
		return holders;
	}

	@Override
	public Set<Held> heldBy(ObjectId server) {
		Set<Held> held = new HashSet<>();
		forEachRunning((segment, slice) -> {
			if (server.equals(claim(slice).getObjectId("server"))) {
				held.add(SliceDocument.held(slice));
			}
		});
		return held;
	}

	@Override
	public Set<Held> attended() {
		return this.engine.jobs().runs().parts();
	}

	@Override
	public int takeBack(ObjectId server, Predicate<Held> which, String reason) {
		int[] count = new int[1];
		forEachRunning((segment, slice) -> {
			ObjectId token = claim(slice).getObjectId("token");
			long id = slice.getLong(SliceDocument.ID);
			if (server.equals(claim(slice).getObjectId("server")) && which.test(SliceDocument.held(slice))
					&& this.engine.collections()
						.input(segment)
						.updateOne(SliceDocument.held(id, token), SliceDocument.requeue())
						.getMatchedCount() == 1) {
				logger.warn("Queued slice {} of {} again: {} (it was held by worker {})", segment.firstRecord(id),
						segment.collection(), reason, slice.getString(SliceDocument.WORKER_NAME));
				count[0]++;
			}
		});
		if (count[0] > 0) {
			this.engine.jobs().batchOpened();
		}
		return count[0];
	}

	private static Document claim(Document slice) {
		return slice.get(SliceDocument.CLAIM, Document.class);
	}

	private void forEachRunning(SliceVisitor visitor) {
		for (Document job : this.engine.open().read()) {
			try {
				for (Segment segment : Segment.readable(job)) {
					running(segment, (slice) -> visitor.visit(segment, slice));
				}
			}
			catch (RuntimeException ex) {
				if (ex instanceof MongoException) {
					throw ex;
				}
				// one job that cannot be read must not keep the others
				logger.error("The slices of {} {} cannot be looked after", JobDocument.type(job), JobDocument.id(job),
						ex);
			}
		}
	}

	/**
	 * Visits the slices of a segment that are worked on.
	 * @param segment the segment
	 * @param visitor gets them without their data
	 */
	void running(Segment segment, Consumer<Document> visitor) {
		this.engine.collections()
			.input(segment)
			.find(RUNNING)
			.projection(new Document(SliceDocument.DATA, 0).append(SliceDocument.PARTIAL, 0))
			.into(new ArrayList<>())
			.forEach((slice) -> {
				if (slice.containsKey(SliceDocument.CLAIM)) {
					visitor.accept(slice);
				}
			});
	}

	@FunctionalInterface
	private interface SliceVisitor {

		void visit(Segment segment, Document slice);

	}

}
