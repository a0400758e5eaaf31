package io.rocketjob.batch;

import io.rocketjob.job.UnclaimedFailure;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.BatchPhase;
import io.rocketjob.FailureGroup;
import io.rocketjob.JobTransition;
import io.rocketjob.Statistics;
import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.FailureDocument;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.Run;
import io.rocketjob.job.RunResult;
import io.rocketjob.job.StoredHold;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What one worker does of a batch, under the claim on the job: what comes before and
 * after its records; and the decision that its records are done.
 */
final class Phases {

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private static final Set<JobTransition> OPENING = EnumSet.complementOf(EnumSet.of(JobTransition.COMPLETE));

	private static final Set<JobTransition> ENDING = EnumSet.complementOf(EnumSet.of(JobTransition.START));

	private static final Set<JobTransition> ALL = EnumSet.allOf(JobTransition.class);

	private final BatchEngine engine;

	Phases(BatchEngine engine) {
		this.engine = engine;
	}

	/**
	 * Runs the phase that a claimed batch is in.
	 * @param claimed the job, claimed from the queue
	 * @param server the name of this server
	 * @return how that ended
	 */
	RunResult run(ClaimedJob claimed, String server) {
		BatchPhase phase = BatchDocument.phase(claimed.document());
		return switch (phase) {
			case BEFORE, PROCESSING -> open(claimed, phase, server);
			case AFTER -> after(claimed, ALL, server);
		};
	}

	private RunResult open(ClaimedJob claimed, BatchPhase phase, String server) {
		OpeningHold hold = new OpeningHold(this.engine, claimed);
		PhaseExecution.Action action = (phase == BatchPhase.BEFORE) ? (run) -> before(claimed, hold, run) : (run) -> {
		};
		RunResult result = this.engine.jobs()
			.runner()
			.run(claimed.document(), claimed.worker(), server, hold,
					new PhaseExecution(claimed.document(), phase, OPENING, action));
		if (result.outcome() == RunResult.Outcome.LOST) {
			hold.dropAfterLoss();
		}
		return result;
	}

	private void before(ClaimedJob claimed, OpeningHold hold, Run<@Nullable Object> run) throws Exception {
		hold.dropStaged();
		Document job = claimed.document();
		this.engine.claims().checkComplete(job);
		PhaseUploads uploads = new PhaseUploads(this.engine, claimed, hold, run);
		LookupFactory lookups = new StoredLookups(this.engine, job, uploads::makeLookup);
		this.engine.hooks(JobDocument.type(job))
			.before(new PhaseContext(run, lookups, () -> BatchDocument.recordCount(job) + uploads.recordCount(),
					uploads));
		uploads.finish();
	}

	private RunResult after(ClaimedJob claimed, Set<JobTransition> transitions, String server) {
		Document job = claimed.document();
		PhaseExecution.Action action = (run) -> this.engine.hooks(JobDocument.type(job))
			.after(new PhaseContext(run, new StoredLookups(this.engine, job, null),
					() -> BatchDocument.recordCount(job), null));
		return this.engine.jobs()
			.runner()
			.run(job, claimed.worker(), server, new StoredHold(claimed, this.engine.jobs().holds()),
					new PhaseExecution(job, BatchPhase.AFTER, transitions, action));
	}

	/**
	 * Ends the processing of a batch of which nothing is left to do: begins what comes
	 * after, or fails the job. Of several that try one does it.
	 * @param id the job
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @param serverName the name of this server
	 * @return how the run of what comes after ended, if this call has begun it
	 */
	Optional<RunResult> finishIfDone(ObjectId id, ObjectId server, String worker, String serverName) {
		while (true) {
			Document job = this.engine.jobs()
				.jobs()
				.find(new Document(JobDocument.ID, id).append(BatchDocument.PROCESSING, true))
				.first();
			if (job == null || BatchDocument.isUploading(job)) {
				return Optional.empty();
			}
			List<Segment> segments = Segment.readable(job);
			if (this.engine.claims().isAnythingLeft(segments)) {
				return Optional.empty();
			}
			if (!this.engine.claims().isEmpty(segments)) {
				if (fail(job)) {
					return Optional.empty();
				}
			}
			else {
				Set<String> missing = this.engine.collections().missing(segments);
				if (missing.isEmpty()) {
					ClaimedJob claimed = claimForAfter(job, server, worker);
					if (claimed != null) {
						return Optional.of(after(claimed, ENDING, serverName));
					}
				}
				else if (isAtIt(job) && failIncomplete(job, missing)) {
					return Optional.empty();
				}
			}
			// somebody was faster, or has queued a slice again
		}
	}

	/**
	 * Fails a job whose collections are not there, rather than empty: somebody has
	 * dropped them, or this server looks in another place than the one that has filled
	 * them.
	 */
	private boolean failIncomplete(Document job, Set<String> missing) {
		String message = "The collections " + missing + " with its records do not exist in the database "
				+ this.engine.collections().mongo().database().getName()
				+ "; were they dropped, or does rocketjob.slices.* of this server differ from that of others?";
		Document exception = FailureDocument.byHand(message);
		return this.engine.jobs()
			.unclaimedFailures()
			.fail(job, new UnclaimedFailure(BatchKind.processed(job), exception, List.of(exception), message, message,
					null));
	}

	/**
	 * Whether nobody has ended the processing since the job was read. Otherwise its
	 * collections may be gone because it has completed and was destroyed.
	 */
	private boolean isAtIt(Document job) {
		return this.engine.jobs()
			.jobs()
			.find(BatchKind.processed(job))
			.projection(new Document(JobDocument.ID, 1))
			.first() != null;
	}

	private @Nullable ClaimedJob claimForAfter(Document job, ObjectId server, String worker) {
		ObjectId token = new ObjectId();
		Document set = new Document(BatchDocument.PHASE, BatchPhase.AFTER.value())
			.append(JobDocument.CLAIM, new Document("token", token).append("server", server))
			.append(JobDocument.WORKER_NAME, worker)
			.append(BatchDocument.PROCESSED_AT, Date.from(this.engine.jobs().clock().now()));
		Map<String, Long> counters = this.engine.collections().sumCounters(JobDocument.id(job));
		if (counters.size() <= Statistics.MOST_NAMES) {
			// more would make the document of the job too large; they stay with the
			// output
			set.append(BatchDocument.STATISTICS, BatchDocument.counters(counters));
		}
		Document update = new Document("$set", set).append("$unset",
				new Document(BatchDocument.PROCESSING, "").append(BatchDocument.ACTIVE, ""));
		Document claimed = this.engine.jobs().jobs().findOneAndUpdate(BatchKind.processed(job), update, AFTER);
		return (claimed != null) ? new ClaimedJob(claimed, token, worker) : null;
	}

	private boolean fail(Document job) {
		Failures failures = new Failures(this.engine, job);
		List<FailureGroup> groups = failures.groups();
		if (groups.isEmpty()) {
			return false;
		}
		long slices = groups.stream().mapToLong(FailureGroup::slices).sum();
		FailureGroup most = groups.get(0);
		Document exception = FailureDocument.of(most.className(), summary(groups, slices, true),
				most.examples().get(0).exception().stackTrace());
		String loggable = this.engine.jobs().exceptionLogging().showsTexts() ? summary(groups, slices, true)
				: summary(groups, slices, false) + "; " + this.engine.jobs().exceptionLogging().text("");
		return this.engine.jobs()
			.unclaimedFailures()
			.fail(job, new UnclaimedFailure(BatchKind.processed(job), exception, failures.kinds(),
					FailureDocument.summary(exception), loggable, null));
	}

	private static String summary(List<FailureGroup> groups, long slices, boolean withMessages) {
		String begin = (slices == 1) ? "1 slice has failed, " : slices + " slices have failed, ";
		if (groups.size() == 1 && withMessages) {
			return begin + text(groups.get(0), true);
		}
		return begin + groups.stream()
			.limit(FailureGroup.EXAMPLES)
			.map((group) -> group.slices() + " with " + group.className() + " " + text(group, withMessages))
			.collect(Collectors.joining("; "));
	}

	private static String text(FailureGroup group, boolean withMessage) {
		return "first at record " + group.examples().get(0).failedRecord()
				+ ((withMessage && group.message() != null) ? ": " + group.message() : "");
	}

	/**
	 * Joins what slices have counted, as of now.
	 * @param job the job
	 * @return the counters
	 */
	Map<String, Long> statistics(Document job) {
		Map<String, Long> stored = BatchDocument.statistics(job);
		return new LinkedHashMap<>(
				(stored != null) ? stored : this.engine.collections().sumCounters(JobDocument.id(job)));
	}

}
