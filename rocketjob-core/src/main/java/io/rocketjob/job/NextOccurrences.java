package io.rocketjob.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.ClassPlugins;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.plugin.Series;
import io.rocketjob.work.WorkNotifier;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next occurrence of a job that starts or ends. In three writes: the job notes
 * the id and the time of its successor and gives up what is unique in the series; the
 * successor is inserted under that id; the job notes that it is there. A process that
 * dies in between leaves a job that is still queued or held, and goes on from what it has
 * noted when it starts again. Thread-safe.
 */
final class NextOccurrences {

	/** The job that comes next in the series of this job. */
	private static final String SUCCESSOR = "successor";

	/** Present until the successor is inserted. */
	private static final String PENDING = "successor.pending";

	private static final Logger logger = LoggerFactory.getLogger(NextOccurrences.class);

	private final JobStore store;

	private final JobBinder binder;

	private final JobCreation creation;

	private final WorkNotifier notifier;

	NextOccurrences(JobStore store, JobBinder binder, JobCreation creation, WorkNotifier notifier) {
		this.store = store;
		this.binder = binder;
		this.creation = creation;
		this.notifier = notifier;
	}

	/**
	 * Whether a job has a successor that may have to be made yet.
	 * @param job the job
	 * @return whether its class has a series, and the job has not handed over
	 */
	boolean concern(JobRecord job) {
		Document successor = job.part(SUCCESSOR);
		if (successor != null) {
			return successor.containsKey("pending");
		}
		Series series = series(job);
		return series != null && job.pluginData().containsKey(series.plugin());
	}

	private @Nullable Series series(JobRecord job) {
		JobClass<?> jobClass = this.binder.classes().find(job.type());
		return (jobClass != null) ? jobClass.plugins().series() : null;
	}

	/**
	 * Makes the successor of a job that this process holds, if it is time to.
	 * @param job the job; told what is noted in it
	 * @param claim the claim on it
	 * @param moment whether it starts or ends
	 * @return whether the job is still held
	 */
	boolean handOver(JobRecord job, ClaimKey claim, Series.Moment moment) {
		return handOver(job, JobStore.held((ObjectId) claim.id(), claim.token()), moment, this.store.jobs());
	}

	/**
	 * Makes the successor of a job that is about to be ended, within the caller's
	 * transaction if there is one. When another writer changes the job meanwhile nothing
	 * is done; the next run goes on from there.
	 * @param job the job; told what is noted in it
	 * @param asSeen matches the job as long as it is to be ended
	 */
	void handOverByHand(JobRecord job, Document asSeen) {
		handOver(job, asSeen, Series.Moment.END, this.store.transactionalJobs());
	}

	private boolean handOver(JobRecord job, Document filter, Series.Moment moment, MongoCollection<Document> jobs) {
		JobClass<?> jobClass = this.binder.classes().find(job.type());
		Series series = (jobClass != null) ? jobClass.plugins().series() : null;
		if (jobClass == null || series == null) {
			logger.warn("What comes after {} {} cannot be made here, because its class is not known or has no series",
					job.type(), job.id());
			return true;
		}
		if (!job.has(SUCCESSOR)) {
			JobView view = this.binder.view(job, jobClass);
			if (moment == Series.Moment.START && series.moment(view) != moment) {
				return true;
			}
			Series.Occurrence next = series.next(view);
			List<String> kept = keptKeys(job, series, moment);
			if (next == null
					|| (moment == Series.Moment.START && isBlockedByItself(job, jobClass, series, next, kept))) {
				return true;
			}
			if (!note(job, series, next, kept, filter, jobs)) {
				return false;
			}
		}
		make(job, jobClass, series, jobs);
		return true;
	}

	/**
	 * The unique keys that a job keeps when it hands over.
	 */
	private static List<String> keptKeys(JobRecord job, Series series, Series.Moment moment) {
		if (moment == Series.Moment.END) {
			return List.of();
		}
		String prefix = ClassPlugins.keyPrefix(series.plugin(), job.type());
		List<String> kept = new ArrayList<>(job.texts(JobFields.UNIQUE));
		kept.removeIf((key) -> key.startsWith(prefix));
		return kept;
	}

	/**
	 * Whether the successor cannot be there beside the job, so that it is made when that
	 * ends.
	 */
	private boolean isBlockedByItself(JobRecord job, JobClass<?> jobClass, Series series, Series.Occurrence next,
			List<String> kept) {
		JobRecord successor = document(job, jobClass, new ObjectId(), series, next.runAt(), new Document(next.data()));
		try {
			return !Collections.disjoint(jobClass.plugins().keys(this.binder.view(successor, jobClass)), kept);
		}
		catch (IllegalArgumentException ex) {
			// said when it is made
			return false;
		}
	}

	private static boolean note(JobRecord job, Series series, Series.Occurrence next, List<String> kept,
			Document filter, MongoCollection<Document> jobs) {
		Document successor = new Document(JobFields.ID, new ObjectId())
			.append(JobFields.RUN_AT, TransitionUpdates.date(next.runAt().truncatedTo(ChronoUnit.MILLIS)))
			.append("data", new Document(next.data()))
			.append("pending", true);
		JobUpdateDocument update = new JobUpdateDocument().set(SUCCESSOR, successor)
			.setOrUnset(JobFields.UNIQUE, kept.isEmpty() ? null : kept)
			.unset(JobFields.PLUGINS + "." + series.plugin());
		Document once = new Document(filter).append(SUCCESSOR, null);
		if (jobs.updateOne(once, update.build()).getMatchedCount() == 0) {
			return adopt(job, series, filter, jobs);
		}
		noted(job, series, successor, kept);
		return true;
	}

	/**
	 * Goes on from what is noted in the job, by an earlier attempt whose answer was lost.
	 */
	private static boolean adopt(JobRecord job, Series series, Document filter, MongoCollection<Document> jobs) {
		JobRecord present = jobs.find(filter).map(JobRecord::new).first();
		Document successor = (present != null) ? present.part(SUCCESSOR) : null;
		if (present == null || successor == null) {
			return false;
		}
		noted(job, series, successor, present.texts(JobFields.UNIQUE));
		return true;
	}

	private static void noted(JobRecord job, Series series, Document successor, List<String> kept) {
		job.document().append(SUCCESSOR, successor);
		job.pluginData().remove(series.plugin());
		if (kept.isEmpty()) {
			job.document().remove(JobFields.UNIQUE);
		}
		else {
			job.document().append(JobFields.UNIQUE, kept);
		}
	}

	private void make(JobRecord job, JobClass<?> jobClass, Series series, MongoCollection<Document> jobs) {
		Document noted = Objects.requireNonNull(job.part(SUCCESSOR));
		if (!noted.containsKey("pending")) {
			return;
		}
		insert(job, jobClass, series, noted, jobs);
		jobs.updateOne(new Document(JobFields.ID, job.id()).append(SUCCESSOR + "." + JobFields.ID,
				noted.getObjectId(JobFields.ID)), new Document("$unset", new Document(PENDING, "")));
		noted.remove("pending");
	}

	private void insert(JobRecord job, JobClass<?> jobClass, Series series, Document noted,
			MongoCollection<Document> jobs) {
		ObjectId id = noted.getObjectId(JobFields.ID);
		JobRecord successor = document(job, jobClass, id, series,
				Objects.requireNonNull(TransitionUpdates.instant(noted, JobFields.RUN_AT)),
				noted.get("data", new Document()));
		List<String> problems = new ArrayList<>();
		this.creation.checkCopiedFields(jobClass, successor.fields(), problems);
		this.creation.complete(jobClass, successor, null, problems);
		if (!problems.isEmpty()) {
			logger.error("The next occurrence of {} {} cannot be made, so its series ends: {}", jobClass, job.id(),
					this.binder.exceptionLogging().text(String.join("; ", problems)));
			return;
		}
		try {
			ContendedWrite.make(() -> jobs.insertOne(successor.document()));
			this.notifier.signalWork(successor.type());
			logger.debug("Made {} {}, which comes after {}", jobClass, id, job.id());
		}
		catch (MongoException ex) {
			if (!DatabaseErrors.isDuplicateKey(ex)) {
				throw ex;
			}
			// made by an earlier attempt, or a user has begun the series anew
			logger.debug("The occurrence after {} {} is there already", jobClass, job.id());
		}
	}

	private JobRecord document(JobRecord job, JobClass<?> jobClass, ObjectId id, Series series, Instant runAt,
			Document data) {
		Document successor = this.creation
			.document(jobClass, jobClass.defaults(), this.store.clock().now(), jobClass.copyOnRestart(job.fields()))
			.append(JobFields.ID, id)
			.append(JobFields.RUN_AT, TransitionUpdates.date(runAt))
			.append(JobFields.PLUGINS, new Document(series.plugin(), data));
		Document own = job.part(JobFields.OWN_OPTIONS);
		if (own != null) {
			successor.append(JobFields.OWN_OPTIONS, own);
			successor.putAll(own);
		}
		if (job.has(JobFields.OPTIONS)) {
			successor.append(JobFields.OPTIONS, job.get(JobFields.OPTIONS));
		}
		this.store.kinds().of(job).copy(job, successor);
		return new JobRecord(successor);
	}

}
