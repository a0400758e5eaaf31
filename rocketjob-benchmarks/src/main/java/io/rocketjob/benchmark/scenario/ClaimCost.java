package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.rocketjob.benchmark.report.Measurement;

/**
 * What jobs cost when many others are there: each kind of others beside a few of the same
 * kind, each in a database of its own, in rounds that take turns, by the median.
 */
final class ClaimCost implements Scenario {

	private static final int FEW = 1_000;

	/** How many times as many scheduled jobs there are in the last rows. */
	private static final int TIMES = 10;

	/**
	 * By how much the commands of a job may be more when many others are there. Not its
	 * time, which differs by more than that between rounds on a machine that others use.
	 */
	private static final double LIMIT = 1.2;

	/** Looks that come by time rather than by job. */
	private static final double BY_TIME = 0.02;

	private final List<String> notFlat = new ArrayList<>();

	@Override
	public String name() {
		return "claim-cost";
	}

	@Override
	public String title() {
		return "no-op jobs on 1 server among others, median of rounds; bare: the loop, by groups or not as the server";
	}

	@Override
	public void run(Harness harness) {
		this.notFlat.clear();
		for (Background background : Background.values()) {
			if (background == Background.MANY_CLASSES) {
				compare(harness, Background.QUEUED, background, FEW);
			}
			else {
				compare(harness, background, background, harness.others());
			}
		}
		if (harness.size() == Size.LARGE) {
			compareMore(harness, TIMES * harness.others());
		}
		if (!this.notFlat.isEmpty()) {
			throw new IllegalStateException(
					"Jobs take more than " + LIMIT + " times the commands " + String.join(", ", this.notFlat));
		}
	}

	private void compareMore(Harness harness, int others) {
		if (harness.server().isEmbedded()) {
			harness.add(Measurement.skipped(name(), Background.SCHEDULED.label(others),
					"the stand-in keeps all in memory"));
		}
		else {
			compare(harness, Background.SCHEDULED, Background.SCHEDULED, others);
		}
	}

	private void compare(Harness harness, Background ofFew, Background ofMany, int others) {
		Integer given = harness.options().jobs();
		int measured = (given != null) ? given : harness.size().pick(400, 20_000, 50_000);
		int rounds = harness.size().pick(2, 5, 5);
		try (ClaimLane few = new ClaimLane(harness, ofFew, FEW, measured);
				ClaimLane many = new ClaimLane(harness, ofMany, others, measured)) {
			for (int round = -1; round < rounds; round++) {
				ClaimLane first = (round % 2 == 0) ? few : many;
				ClaimLane second = (round % 2 == 0) ? many : few;
				// the first round warms them up
				first.ownRound(round >= 0);
				second.ownRound(round >= 0);
				second.bareRound(round >= 0);
				first.bareRound(round >= 0);
			}
			report(harness, few, many);
		}
	}

	private void report(Harness harness, ClaimLane few, ClaimLane many) {
		Measurement ofFew = few.row(name());
		Measurement ofMany = many.row(name());
		harness.add(ofFew.note(heap(few)));
		harness.add(ofMany.note(String.format(Locale.ROOT, "%.2f of the row above, the bare loop %.2f", many.share(few),
				many.bareShare(few)))
			.note(heap(many)));
		if (commands(ofMany) > LIMIT * commands(ofFew) + BY_TIME && harness.size() != Size.SMALL) {
			this.notFlat.add(ofMany.row());
		}
	}

	private static String heap(ClaimLane lane) {
		return String.format(Locale.ROOT, "live heap of the server %.1f MB", lane.heapWhileWorking() / 1e6);
	}

	private static double commands(Measurement row) {
		return Objects.requireNonNull(row.commandsPerUnit());
	}

}
