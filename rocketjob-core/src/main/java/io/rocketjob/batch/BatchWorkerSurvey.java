package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.rocketjob.document.JobRecord;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import org.bson.types.ObjectId;

/**
 * What the workers of a server are at, seen together with the batches that are open. Used
 * by one thread, once.
 */
final class BatchWorkerSurvey {

	private final BatchWorkers crew;

	private final Map<ObjectId, Integer> priorities = new HashMap<>();

	private final SortedMap<Integer, List<JobRecord>> byPriority = new TreeMap<>();

	private final List<FairShare.Stay> stays = new ArrayList<>();

	private final FairShare.Workers workers = new FairShare.Workers();

	/** Work on batches that are not open for this server. */
	private final List<Work> notOpen = new ArrayList<>();

	private int leaving;

	private int atBatches;

	/**
	 * Looks at the workers.
	 * @param crew the workers
	 * @param open the batches that they may work on
	 */
	BatchWorkerSurvey(BatchWorkers crew, List<JobRecord> open) {
		this.crew = crew;
		for (JobRecord batch : open) {
			this.priorities.put(batch.id(), batch.priority());
			this.byPriority.computeIfAbsent(batch.priority(), (missing) -> new ArrayList<>()).add(batch);
		}
		crew.assignments().forEach(this::add);
	}

	private void add(BatchWorkers.Assignment assignment) {
		ClaimedJob job = assignment.work().job();
		ObjectId batch = assignment.work().batch();
		Integer priority = (batch != null) ? this.priorities.get(batch) : null;
		this.atBatches += (batch != null) ? 1 : 0;
		if (job != null) {
			this.workers.addJob(job.priority());
		}
		else if (assignment.leaving()) {
			this.leaving++;
		}
		else if (priority == null) {
			this.notOpen.add(assignment.work());
		}
		else if (batch != null) {
			this.workers.addBatch(batch, priority);
			this.stays.add(new FairShare.Stay(batch, priority, assignment.work(), assignment.age()));
		}
	}

	Collection<List<JobRecord>> byPriority() {
		return this.byPriority.values();
	}

	List<FairShare.Stay> stays() {
		return this.stays;
	}

	FairShare.Workers workers() {
		return this.workers;
	}

	int leaving() {
		return this.leaving;
	}

	List<Work> notOpen() {
		return this.notOpen;
	}

	/** Takes away those that are too many, the least urgent first. */
	List<FairShare.Stay> tooMany() {
		int count = Math.max(0, this.stays.size() - this.crew.batchWorkers());
		List<FairShare.Stay> tooMany = this.stays.stream()
			.sorted(Comparator.comparingInt(FairShare.Stay::priority).reversed())
			.limit(count)
			.toList();
		this.stays.removeAll(tooMany);
		return tooMany;
	}

	/** Whether another worker may be at a batch. */
	boolean hasPlace() {
		return this.atBatches < this.crew.batchWorkers();
	}

	/** Counts workers that leave already as those of the first jobs that wait. */
	Map<Integer, Integer> leftByThoseWhoLeave(Map<Integer, Integer> waiting) {
		Map<Integer, Integer> left = new HashMap<>();
		int taken = this.leaving;
		for (Map.Entry<Integer, Integer> each : new TreeMap<>(waiting).entrySet()) {
			int mine = Math.min(taken, each.getValue());
			taken -= mine;
			for (int i = 0; i < mine; i++) {
				this.workers.addJob(each.getKey());
			}
			if (each.getValue() > mine) {
				left.put(each.getKey(), each.getValue() - mine);
			}
		}
		return left;
	}

}
