package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.benchmark.bare.BareJobs;
import io.rocketjob.benchmark.bare.BareSlices;
import io.rocketjob.benchmark.rocketjob.RocketJobContender;

/**
 * What a process is to be.
 *
 * @param main its main class
 * @param workers how many threads work in it
 * @param heap how much memory it may use
 * @param options further options of its JVM
 * @param arguments what is special about it
 */
record Spec(String main, int workers, String heap, List<String> options, List<String> arguments) {

	/** How many workers a server of Rocket Job has where nothing else is said. */
	static final int WORKERS = 10;

	static Spec rocketJob(String... arguments) {
		return new Spec(RocketJobContender.class.getName(), WORKERS, "512m", List.of(), List.of(arguments));
	}

	static Spec bareJobs(int threads, String... arguments) {
		return new Spec(BareJobs.class.getName(), threads, "512m", List.of(), List.of(arguments));
	}

	static Spec bareSlices(int threads, String... arguments) {
		return new Spec(BareSlices.class.getName(), threads, "1g", List.of(), List.of(arguments));
	}

	static Spec of(String main) {
		return new Spec(main, WORKERS, "512m", List.of(), List.of());
	}

	Spec heap(String size) {
		return new Spec(this.main, this.workers, size, this.options, this.arguments);
	}

	Spec workers(int count) {
		return new Spec(this.main, count, this.heap, this.options, this.arguments);
	}

	Spec options(String... more) {
		return new Spec(this.main, this.workers, this.heap, List.of(more), this.arguments);
	}

	Spec with(List<String> more) {
		List<String> all = new ArrayList<>(this.arguments);
		all.addAll(more);
		return new Spec(this.main, this.workers, this.heap, this.options, all);
	}

	boolean isRocketJob() {
		return this.main.equals(RocketJobContender.class.getName());
	}

}
