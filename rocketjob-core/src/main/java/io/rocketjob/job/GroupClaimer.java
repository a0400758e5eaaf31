package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ClaimRange.Place;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.ContendedWindow;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkSignal;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the way of one server through the queue. Claims several jobs at a time where
 * their runs are short and one where they are long, and goes on from where it was: what
 * has been claimed leaves entries at the head of the index that each look from there has
 * to step over. Not thread-safe.
 */
public final class GroupClaimer {

	/** How long it goes on without a look at the head of the queue. */
	private static final Duration HEAD_INTERVAL = Duration.ofMillis(250);

	/** How many bytes of jobs are claimed together, about. */
	private static final long MOST_BYTES = 4 * 1024 * 1024;

	private final JobClaims claims;

	private final JobThrottles throttles;

	private final ActiveRuns runs;

	private final WorkSignal signal;

	private final WorkRecorder recorder;

	private final int maxGroupSize;

	/** What was seen last; {@code null} to look from the head. */
	private @Nullable Place seen;

	private long headLook = System.nanoTime();

	private long olderWork = -1;

	private final ContendedWindow window = new ContendedWindow();

	/** Whether a job that is claimed alone was among those that were looked at last. */
	private boolean endedByLong;

	/** Whether the last call has asked the database for work. */
	private boolean looked;

	/** The class of the job that was claimed last. */
	private @Nullable String lastType;

	/** What may have been claimed by a write whose answer was lost. */
	private @Nullable Unanswered unanswered;

	/**
	 * Makes one that begins at the head.
	 * @param claims claims jobs
	 * @param throttles what holds jobs back
	 * @param runs the runs of this process
	 * @param signal tells of older work
	 * @param recorder what counts claims
	 * @param maxGroupSize how many jobs it claims at a time at most, at least 1
	 */
	public GroupClaimer(JobClaims claims, JobThrottles throttles, ActiveRuns runs, WorkSignal signal,
			WorkRecorder recorder, int maxGroupSize) {
		this.claims = claims;
		this.throttles = throttles;
		this.runs = runs;
		this.signal = signal;
		this.recorder = recorder;
		this.maxGroupSize = maxGroupSize;
	}

	/**
	 * Claims the first jobs of the queue that this process can run. Several where their
	 * runs are short, with the name of the server as that of their worker; one where it
	 * may be long, and only for a worker that is idle. They wait for a worker from then
	 * on, as far as {@link ActiveRuns} is concerned.
	 * @param server in whose name
	 * @param need what for
	 * @param upTo claims only jobs of this priority or more urgent ones, if given
	 * @return the jobs in their order; none when nothing is to be done, or nothing may be
	 * claimed for a worker that is not yet idle
	 */
	public List<ClaimedJob> next(Claimant server, Need need, @Nullable Integer upTo) {
		this.looked = false;
		long start = System.nanoTime();
		try {
			List<ClaimedJob> claimed = claim(server, need, upTo);
			if (this.looked) {
				this.recorder.claimed(claimed.size(), System.nanoTime() - start);
			}
			return claimed;
		}
		catch (RuntimeException ex) {
			this.recorder.claimFailed(System.nanoTime() - start);
			throw ex;
		}
	}

	private List<ClaimedJob> claim(Claimant server, Need need, @Nullable Integer upTo) {
		List<ClaimedJob> claimed = answered(server);
		if (claimed.isEmpty()) {
			claimed = isShort(this.lastType) ? groups(server, need, upTo)
					: single(ranges(server, upTo, null), server, need);
		}
		this.runs.await(claimed.stream().map(ClaimedJob::claimKey).toList());
		return claimed;
	}

	/**
	 * Claims one job, always the first: who takes long should take what is most urgent.
	 */
	private List<ClaimedJob> single(List<ClaimRange> ranges, Claimant server, Need need) {
		this.seen = null;
		if (need.idle() > 0) {
			for (ClaimRange range : ranges) {
				this.looked = true;
				ClaimedJob job = this.claims.first(range, server.id(), server.worker());
				if (job != null) {
					this.lastType = job.job().type();
					return List.of(job);
				}
			}
		}
		return List.of();
	}

	private List<ClaimedJob> groups(Claimant server, Need need, @Nullable Integer upTo) {
		for (ClaimRange each : ranges(server, upTo, isHeadDue() ? null : this.seen)) {
			ClaimRange range = each;
			List<JobRecord> first = candidates(range);
			while (!first.isEmpty()) {
				List<JobRecord> together = shortOnes(first);
				this.endedByLong = together.size() < first.size();
				if (together.isEmpty()) {
					// nothing behind it may be taken before it
					return single(ranges(server, upTo, null), server, need);
				}
				List<ClaimedJob> claimed = group(first, together, server, need);
				if (!claimed.isEmpty()) {
					return claimed;
				}
				// others were faster: there is more behind; or a class may start no more
				range = range.of(this.throttles.claimable(range.types()));
				first = range.types().isEmpty() ? List.of() : candidates(range);
			}
		}
		if (upTo != null && this.seen != null && upTo < this.seen.priority()) {
			// there may be more where it was
			return List.of();
		}
		this.seen = null;
		if (need.idle() > 0) {
			// the next one will come alone
			this.lastType = null;
		}
		return List.of();
	}

	private List<ClaimRange> ranges(Claimant server, @Nullable Integer upTo, @Nullable Place from) {
		Collection<String> types = this.throttles.claimableNames(server.filter());
		if (types.isEmpty() || (upTo != null && upTo < JobDefaults.HIGHEST_PRIORITY)) {
			return List.of();
		}
		List<ClaimRange> ranges = new ArrayList<>();
		if (from != null && (upTo == null || from.priority() <= upTo)) {
			ranges.add(ClaimRange.after(types, from));
		}
		ranges.add((upTo != null) ? ClaimRange.upTo(types, upTo) : ClaimRange.all(types));
		ranges.replaceAll((range) -> range.matching(server.filter()));
		return ranges;
	}

	/**
	 * Looks which jobs wait for a worker of a server, and claims none.
	 * @param server the server
	 * @param upTo only those of this priority or more urgent ones
	 * @param most how many to look for
	 * @return how many there are, by priority; of a class whose jobs need a place to run
	 * no more than one
	 */
	public Map<Integer, Integer> waiting(Claimant server, int upTo, int most) {
		Map<Integer, Integer> waiting = new HashMap<>();
		Set<String> limited = new HashSet<>();
		for (ClaimRange range : ranges(server, upTo, null)) {
			for (JobRecord job : this.claims.candidates(range, most)) {
				String type = job.type();
				if (!this.throttles.isClaimedSingly(type) || limited.add(type)) {
					waiting.merge(Place.of(job).priority(), 1, Integer::sum);
				}
			}
		}
		return waiting;
	}

	/**
	 * Whether to look at the head: because it is time to, or because this process has
	 * learned of work that is older than what was seen.
	 */
	private boolean isHeadDue() {
		long older = this.signal.olderWork();
		boolean due = this.seen == null || older != this.olderWork
				|| System.nanoTime() - this.headLook > HEAD_INTERVAL.toNanos();
		if (due) {
			this.olderWork = older;
			this.headLook = System.nanoTime();
		}
		return due;
	}

	private List<JobRecord> candidates(ClaimRange range) {
		// what is behind a long job is of no use, however far one looks
		int limit = this.endedByLong ? this.maxGroupSize : this.window.size(this.maxGroupSize);
		this.looked = true;
		return this.claims.candidates(range, limit);
	}

	private List<ClaimedJob> group(List<JobRecord> candidates, List<JobRecord> together, Claimant server, Need need) {
		List<JobRecord> chosen = this.throttles.rates()
			.reserve(affordable(this.window.choose(together, this.maxGroupSize), need.workers()));
		if (chosen.isEmpty()) {
			return List.of();
		}
		List<ClaimedJob> claimed = take(chosen, server);
		this.window.claimed(chosen.size(), claimed.size());
		if (claimed.size() < chosen.size()) {
			this.recorder.claimedByOthers(chosen.size() - claimed.size());
			this.throttles.rates().notClaimed(others(chosen, claimed));
		}
		goOnAfter(candidates, chosen);
		if (!claimed.isEmpty()) {
			this.lastType = claimed.get(claimed.size() - 1).job().type();
		}
		claimed = this.claims.dropExpired(claimed);
		this.unanswered = null;
		return claimed;
	}

	private static List<JobRecord> others(List<JobRecord> chosen, List<ClaimedJob> claimed) {
		Set<ObjectId> mine = new HashSet<>();
		claimed.forEach((job) -> mine.add(job.id()));
		return chosen.stream().filter((job) -> !mine.contains(job.id())).toList();
	}

	private List<JobRecord> shortOnes(List<JobRecord> candidates) {
		Set<String> slow = this.runs.slow();
		List<JobRecord> together = new ArrayList<>();
		for (JobRecord job : candidates) {
			if (!isShort(job.type(), slow)) {
				break;
			}
			together.add(job);
		}
		return together;
	}

	private boolean isShort(@Nullable String type) {
		return type != null && this.maxGroupSize > 1 && isShort(type, this.runs.slow());
	}

	private boolean isShort(String type, Collection<String> slow) {
		Duration expected = (slow.contains(type) || this.throttles.isClaimedSingly(type)) ? null
				: this.runs.costs().duration(type);
		return expected != null && expected.compareTo(JobCosts.SHORT) <= 0;
	}

	/**
	 * As many as the workers can do in a short time, and fit into little memory.
	 */
	private List<JobRecord> affordable(List<JobRecord> jobs, int workers) {
		long nanos = JobCosts.SHORT.multipliedBy(workers).toNanos();
		long bytes = MOST_BYTES;
		for (int i = 0; i < jobs.size(); i++) {
			String type = jobs.get(i).type();
			Duration expected = this.runs.costs().duration(type);
			nanos -= (expected != null) ? expected.toNanos() : nanos;
			bytes -= this.runs.costs().bytes(type);
			if (nanos <= 0 || bytes <= 0) {
				return jobs.subList(0, i + 1);
			}
		}
		return jobs;
	}

	private List<ClaimedJob> take(List<JobRecord> chosen, Claimant server) {
		List<ObjectId> ids = chosen.stream().map(JobRecord::id).toList();
		ObjectId token = new ObjectId();
		this.unanswered = new Unanswered(ids, token, server.id());
		return this.claims.take(ids, token, server);
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
				? this.claims.taken(lost.ids(), lost.token(), server.name()) : List.of();
		claimed = this.claims.dropExpired(claimed);
		this.unanswered = null;
		this.looked = true;
		return claimed;
	}

	/**
	 * Goes on with the first job that was not chosen.
	 */
	private void goOnAfter(List<JobRecord> candidates, List<JobRecord> chosen) {
		int next = 0;
		while (next < chosen.size() && candidates.get(next).id().equals(chosen.get(next).id())) {
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
	 * @param filter which jobs
	 */
	public record Claimant(ObjectId id, String name, String worker, ClaimFilter filter) {

		/**
		 * One that claims all jobs.
		 * @param id the id of the server
		 * @param name its name
		 * @param worker the name of the worker
		 */
		public Claimant(ObjectId id, String name, String worker) {
			this(id, name, worker, ClaimFilter.NONE);
		}

	}

	/**
	 * What jobs are claimed for.
	 *
	 * @param workers how many workers are idle or will be soon
	 * @param idle how many of them are idle
	 */
	public record Need(int workers, int idle) {
	}

	private record Unanswered(List<ObjectId> ids, ObjectId token, ObjectId server) {
	}

}
