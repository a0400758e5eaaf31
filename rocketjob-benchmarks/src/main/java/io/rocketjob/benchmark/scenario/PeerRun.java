package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.rocketjob.benchmark.process.Causes;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.process.SkippedException;
import io.rocketjob.benchmark.report.Measurement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * The processes of another system. When they fail, nothing more is done with them, and
 * their row says so.
 */
final class PeerRun implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PeerRun.class);

	private final Harness harness;

	private final Comparison comparison;

	private final List<Drain> drains = new ArrayList<>();

	private @Nullable Fleet fleet;

	private @Nullable String skipped;

	private @Nullable String failure;

	PeerRun(Harness harness, Comparison comparison) {
		this.harness = harness;
		this.comparison = comparison;
	}

	/**
	 * Starts the processes.
	 * @return whether that is possible here; when they fail, it is
	 */
	boolean start(Patience patience) {
		Peer peer = this.comparison.peer();
		if (!ClassUtils.isPresent(peer.spec().main(), null)) {
			this.skipped = "build with -P" + peer.profile();
			return false;
		}
		try {
			this.fleet = this.harness.fleet("peer", peer.spec(), this.comparison.servers()).patience(patience);
		}
		catch (SkippedException ex) {
			this.skipped = String.valueOf(ex.getMessage());
			return false;
		}
		catch (RuntimeException ex) {
			fail("while it was started", ex);
		}
		return true;
	}

	/** Lets each process do as much as is measured, so that it is compiled. */
	void warmUp() {
		attempt("in the warm-up", (processes) -> processes.warmUp(this.comparison.warmUp(this.comparison.count())));
	}

	/** Measures a round. */
	void round() {
		int count = this.comparison.count();
		attempt("in round " + (this.drains.size() + 1), (processes) -> {
			processes.first().create(count);
			this.drains.add(processes.drain(count));
		});
	}

	/** Whether nothing more can be done with it. */
	boolean hasFailed() {
		return this.failure != null;
	}

	private void attempt(String when, Consumer<Fleet> work) {
		if (this.fleet == null || hasFailed()) {
			return;
		}
		try {
			work.accept(this.fleet);
		}
		catch (RuntimeException ex) {
			fail(when, ex);
		}
	}

	private void fail(String when, RuntimeException ex) {
		logger.warn("{} has failed {}", this.comparison.peer().label(), when, ex);
		String unit = this.comparison.peer().unit();
		this.failure = when + ", " + unit + " done: "
				+ ((ex instanceof GivenUpException) ? ex.getMessage() : "0: " + Causes.firstLine(ex.getMessage()));
	}

	/**
	 * Makes its row.
	 * @param name what to call it
	 * @param own the rate of Rocket Job
	 */
	Measurement row(String scenario, String name, @Nullable Double own) {
		if (this.skipped != null) {
			return Measurement.skipped(scenario, name, this.skipped);
		}
		if (this.failure != null || own == null) {
			return Measurement.failed(scenario, name, String.valueOf(this.failure));
		}
		Drain middle = Drain.middle(this.drains);
		return middle.row(scenario, name, this.comparison.unit(), this.comparison.count())
			.bare(own)
			.note(this.comparison.verdict(own, middle.rate()))
			.note(this.comparison.counts())
			.note(settings());
	}

	private String settings() {
		return (this.fleet != null) ? this.fleet.processes()
			.stream()
			.map(ContenderProcess::awaitReady)
			.distinct()
			.collect(Collectors.joining("; ")) : "";
	}

	/** Ends the processes. */
	@Override
	public void close() {
		if (this.fleet != null) {
			this.fleet.close();
		}
	}

}
