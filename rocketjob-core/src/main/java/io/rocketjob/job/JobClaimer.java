package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.rocketjob.job.ClaimRange.Place;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the way of one server through the queue. Claims several jobs at a time where
 * their runs are short and one where they are long, and goes on from where it was: what
 * has been claimed leaves entries at the head of the index that each look from there has
 * to step over. Not thread-safe.
 */
public final class JobClaimer {

	/** How long it goes on without a look at the head of the queue. */
	private static final Duration HEAD_INTERVAL = Duration.ofMillis(250);

	private final JobEngine engine;

	private final int maxGroupSize;

	/** What was seen last; {@code null} to look from the head. */
	private @Nullable Place seen;

	private long headLook = System.nanoTime();

	private long olderWork = -1;

	private final ContendedWindow window = new ContendedWindow();

	/** The class of the job that was claimed last. */
	private @Nullable String lastType;

	/** What may have been claimed by a write whose answer was lost. */
	private @Nullable Unanswered unanswered;

	/**
	 * Makes one that begins at the head.
	 * @param engine the jobs
	 * @param maxGroupSize how many jobs it claims at a time at most, at least 1
	 */
	public JobClaimer(JobEngine engine, int maxGroupSize) {
		this.engine = engine;
		this.maxGroupSize = maxGroupSize;
	}

	/**
	 * Claims the first jobs of the queue that this process can run. Several where their
	 * runs are short, with the name of the server as that of their worker; one where it
	 * may be long, and only for a worker that is idle. They wait for a worker from then
	 * on, as far as {@link ActiveRuns} is concerned.
	 * @param server in whose name
	 * @param need what for
	 * @param before claims only what comes before this job, if given
	 * @return the jobs in their order; none when nothing is to be done, or nothing may be
	 * claimed for a worker that is not yet idle
	 */
	public List<ClaimedJob> next(Claimant server, Need need, @Nullable Document before) {
		List<ClaimedJob> claimed = answered(server);
		for (ClaimRange range : claimed.isEmpty() ? ranges(before) : List.<ClaimRange>of()) {
			claimed = from(range, server, need);
			if (!claimed.isEmpty()) {
				break;
			}
		}
		this.engine.runs().await(claimed.stream().map(ClaimedJob::held).toList());
		return claimed;
	}

	private List<ClaimRange> ranges(@Nullable Document before) {
		Collection<String> types = this.engine.classes().runnableNames();
		List<ClaimRange> ranges = new ArrayList<>();
		Place last = this.seen;
		if (last != null && !isHeadDue()) {
			Place end = (before != null) ? Place.of(before) : null;
			if (end == null || last.priority() < end.priority()) {
				ranges.add(ClaimRange.after(types, last));
			}
			else if (last.priority() == end.priority()) {
				ranges.add(ClaimRange.between(types, last, end));
			}
		}
		ranges.addAll((before != null) ? ClaimRange.before(types, before) : List.of(ClaimRange.all(types)));
		return ranges;
	}

	/**
	 * Whether to look at the head: because it is time to, or because this process has
	 * learned of work that is older than what was seen.
	 */
	private boolean isHeadDue() {
		long older = this.engine.signal().olderWork();
		boolean due = older != this.olderWork || System.nanoTime() - this.headLook > HEAD_INTERVAL.toNanos();
		if (due) {
			this.olderWork = older;
			this.headLook = System.nanoTime();
		}
		return due;
	}

	private List<ClaimedJob> from(ClaimRange range, Claimant server, Need need) {
		if (this.maxGroupSize > 1 && isShort(this.lastType, this.engine.runs().slow())) {
			return group(range, server, need);
		}
		return single(range, server, need);
	}

	private List<ClaimedJob> single(ClaimRange range, Claimant server, Need need) {
		if (need.idle() == 0) {
			return List.of();
		}
		ClaimedJob job = this.engine.claims().first(range, server.id(), server.worker());
		if (job == null) {
			return List.of();
		}
		this.lastType = JobDocument.type(job.document());
		this.seen = Place.of(job.document());
		return List.of(job);
	}

	private List<ClaimedJob> group(ClaimRange range, Claimant server, Need need) {
		while (true) {
			List<Document> first = this.engine.claims().candidates(range, this.window.size(this.maxGroupSize));
			List<Document> together = shortOnes(first);
			if (together.isEmpty()) {
				// nothing, or first of all one that may take long
				return first.isEmpty() ? List.of() : single(range, server, need);
			}
			List<Document> chosen = affordable(this.window.choose(together, this.maxGroupSize), need.workers());
			List<ClaimedJob> claimed = take(chosen, server);
			this.window.claimed(chosen.size(), claimed.size());
			goOnAfter(first, chosen);
			claimed = this.engine.claims().dropExpired(claimed);
			if (!claimed.isEmpty()) {
				this.lastType = JobDocument.type(claimed.get(claimed.size() - 1).document());
				return claimed;
			}
			// others were faster: there is more behind
		}
	}

	private List<Document> shortOnes(List<Document> candidates) {
		Set<String> slow = this.engine.runs().slow();
		List<Document> together = new ArrayList<>();
		for (Document job : candidates) {
			if (!isShort(JobDocument.type(job), slow)) {
				break;
			}
			together.add(job);
		}
		return together;
	}

	private boolean isShort(@Nullable String type, Collection<String> slow) {
		Duration expected = (type != null && !slow.contains(type)) ? this.engine.runTimes().expected(type) : null;
		return expected != null && expected.compareTo(RunTimes.SHORT) <= 0;
	}

	/**
	 * As many as the workers can do in a short time.
	 */
	private List<Document> affordable(List<Document> jobs, int workers) {
		long left = RunTimes.SHORT.multipliedBy(workers).toNanos();
		for (int i = 0; i < jobs.size(); i++) {
			Duration expected = this.engine.runTimes().expected(JobDocument.type(jobs.get(i)));
			left -= (expected != null) ? expected.toNanos() : left;
			if (left <= 0) {
				return jobs.subList(0, i + 1);
			}
		}
		return jobs;
	}

	private List<ClaimedJob> take(List<Document> chosen, Claimant server) {
		List<ObjectId> ids = chosen.stream().map(JobDocument::id).toList();
		ObjectId token = new ObjectId();
		this.unanswered = new Unanswered(ids, token, server.id());
		List<ClaimedJob> claimed = this.engine.claims().take(ids, token, server.id(), server.name());
		this.unanswered = null;
		return claimed;
	}

	/**
	 * What an earlier call has claimed without learning so.
	 */
	private List<ClaimedJob> answered(Claimant server) {
		Unanswered lost = this.unanswered;
		if (lost == null) {
			return List.of();
		}
		List<ClaimedJob> claimed = lost.server().equals(server.id())
				? this.engine.claims().taken(lost.ids(), lost.token(), server.name()) : List.of();
		this.unanswered = null;
		return this.engine.claims().dropExpired(claimed);
	}

	/**
	 * Goes on with the first job that was not chosen.
	 */
	private void goOnAfter(List<Document> candidates, List<Document> chosen) {
		int next = 0;
		while (next < chosen.size() && JobDocument.id(candidates.get(next)).equals(JobDocument.id(chosen.get(next)))) {
			next++;
		}
		if (next > 0) {
			this.seen = Place.of(candidates.get(next - 1));
		}
	}

	/**
	 * In whose name jobs are claimed.
	 *
	 * @param id the id of the server
	 * @param name its name
	 * @param worker the name of the worker that runs a job that is claimed alone
	 */
	public record Claimant(ObjectId id, String name, String worker) {
	}

	/**
	 * What jobs are claimed for.
	 *
	 * @param workers how many workers the server has
	 * @param idle how many of them have nothing to do
	 */
	public record Need(int workers, int idle) {
	}

	private record Unanswered(List<ObjectId> ids, ObjectId token, ObjectId server) {
	}

}
