package io.rocketjob.benchmark.scenario;

import java.util.Map;

import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.SkippedException;
import org.jspecify.annotations.Nullable;

/**
 * Does nothing and says that each job has taken {@code --micros}. {@code --ends} is what
 * becomes of it halfway, after {@code --rounds} in which all was well.
 */
final class PretendedContender implements Contender {

	private final String ends;

	private final int micros;

	private int roundsLeft;

	private long completed;

	private long completedBefore;

	private long created;

	private boolean started;

	private boolean failed;

	private PretendedContender(ContenderArguments arguments) {
		this.ends = arguments.get("ends", "well");
		this.micros = arguments.number("micros", 10);
		this.roundsLeft = arguments.number("rounds", 0);
		switch (this.ends) {
			case "skipped" -> throw new SkippedException("not here");
			case "unstarted" -> throw new IllegalStateException("cannot be started");
			default -> {
			}
		}
	}

	public static void main(String[] args) {
		ContenderMain.run(args, PretendedContender::new);
	}

	@Override
	public String settings() {
		return "pretended";
	}

	@Override
	public void create(int count) {
		if (this.ends.equals("uncreated")) {
			throw new IllegalStateException("cannot create");
		}
		this.created += count;
	}

	@Override
	public void start() {
		this.started = true;
		this.completedBefore = this.completed;
	}

	@Override
	public void pause() {
		this.started = false;
	}

	@Override
	public ContenderReport report() {
		if (!this.started) {
			return said(null);
		}
		if (this.ends.equals("well") || this.roundsLeft > 0) {
			if (this.completed < this.created) {
				this.completed = this.created;
				this.roundsLeft--;
			}
			return said(null);
		}
		return halfway();
	}

	private ContenderReport halfway() {
		long half = this.completedBefore + (this.created - this.completedBefore) / 2;
		if (this.ends.equals("slow")) {
			this.completed += (this.completed + 1 < this.created) ? 1 : 0;
			return said(null);
		}
		if (this.completed < half) {
			this.completed = half;
			return said(null);
		}
		return switch (this.ends) {
			case "fails" -> said("WriteConflict, 112");
			case "throws" -> throw new IllegalStateException("cannot report");
			case "dies" -> {
				Runtime.getRuntime().halt(3);
				yield said(null);
			}
			default -> said(null);
		};
	}

	private ContenderReport said(@Nullable String failure) {
		return new ContenderReport(this.completed, 1, 1 + (this.created - this.completedBefore) * this.micros, Map.of(),
				0, 0, failure);
	}

	@Override
	public void close() {
	}

}
