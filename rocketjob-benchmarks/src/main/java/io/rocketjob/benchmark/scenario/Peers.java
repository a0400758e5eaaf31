package io.rocketjob.benchmark.scenario;

import java.util.List;

import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.process.SkippedException;
import io.rocketjob.benchmark.report.Measurement;

import org.springframework.util.ClassUtils;

/**
 * The same work done by others, where they are on the class path. None is warmed up, as
 * not all of them can be paused.
 */
final class Peers implements Scenario {

	private static final String JOBRUNR = "io.rocketjob.benchmark.jobrunr.JobRunrContender";

	private static final String SPRING_BATCH = "io.rocketjob.benchmark.springbatch.SpringBatchContender";

	@Override
	public String name() {
		return "peers";
	}

	@Override
	public String title() {
		return "no-op jobs and records by others, without warm-up; bare: Rocket Job in the same run";
	}

	@Override
	public void run(Harness harness) {
		int jobs = harness.size().pick(500, 5_000, 50_000);
		for (int servers : (harness.size() == Size.SMALL) ? new int[] { 1 } : new int[] { 1, 2, 4 }) {
			compare(harness, new Peer("JobRunr OSS", JOBRUNR, "jobrunr", "jobs/s"), Spec.rocketJob(), jobs, servers);
		}
		int records = harness.size().pick(5_000, 200_000, 2_000_000);
		compare(harness, new Peer("Spring Batch 6", SPRING_BATCH, "spring-batch", "records/s"),
				Spec.rocketJob("--workload=batch", "--output=true").heap("1g"), records, 1);
	}

	private void compare(Harness harness, Peer peer, Spec rocketJob, int count, int servers) {
		String row = SimpleJobs.row(peer.label, servers);
		if (!ClassUtils.isPresent(peer.main, null)) {
			harness.add(Measurement.skipped(name(), row, "build with -P" + peer.profile));
			return;
		}
		try (Fleet fleet = harness.fleet("peer", Spec.of(peer.main).heap(rocketJob.heap()), servers)) {
			Measurement own = measure(harness, rocketJob, count, servers, peer.unit);
			fleet.first().create(count);
			Measurement other = fleet.drainOnce(count).row(name(), row, peer.unit, count).bare(own.rate());
			harness.add(own);
			harness.add(other.note(settings(fleet)));
		}
		catch (SkippedException ex) {
			harness.add(Measurement.skipped(name(), row, String.valueOf(ex.getMessage())));
		}
	}

	private Measurement measure(Harness harness, Spec spec, int count, int servers, String unit) {
		try (Fleet fleet = harness.fleet("rocketjob", spec, servers)) {
			fleet.first().create(count);
			return fleet.drainOnce(count).row(name(), SimpleJobs.row("Rocket Job", servers), unit, count);
		}
	}

	private static String settings(Fleet fleet) {
		List<String> settings = fleet.processes().stream().map(ContenderProcess::awaitReady).distinct().toList();
		return String.join("; ", settings);
	}

	/**
	 * Another system.
	 *
	 * @param label what to call it
	 * @param main its main class
	 * @param profile the Maven profile that brings it
	 * @param unit what its rate is counted in
	 */
	private record Peer(String label, String main, String profile, String unit) {
	}

}
