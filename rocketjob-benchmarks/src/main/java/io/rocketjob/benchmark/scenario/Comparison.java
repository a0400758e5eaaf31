package io.rocketjob.benchmark.scenario;

import java.util.Locale;

/**
 * What is compared with another system.
 *
 * @param peer the other system
 * @param own the processes of Rocket Job
 * @param servers how many processes each of the two has
 * @param count how much the other system does in each round
 * @param ownCount how much Rocket Job does in each round
 * @param rounds how many rounds are measured when processes are warm
 */
record Comparison(Peer peer, Spec own, int servers, int count, int ownCount, int rounds) {

	/**
	 * The name of a row.
	 * @param label who was measured
	 * @param warm whether it was warm
	 */
	String row(String label, boolean warm) {
		return row(label + (warm ? ", warm" : ", cold"));
	}

	/** The name of a row for what is neither warm nor cold. */
	String row(String label) {
		return SimpleJobs.row(label, this.servers);
	}

	/** What rates are counted in. */
	String unit() {
		return this.peer.unit() + "/s";
	}

	/**
	 * How much is done before anything is measured, so that each process is compiled.
	 * @param count how much is measured
	 */
	int warmUp(int count) {
		return count * this.servers;
	}

	/** How much each has done. */
	String counts() {
		return String.format(Locale.ROOT, "%,d %s, Rocket Job %,d", this.count, this.peer.unit(), this.ownCount);
	}

	/**
	 * How the two relate.
	 * @param own the rate of Rocket Job
	 * @param other the rate of the other system
	 */
	String verdict(double own, double other) {
		double ratio = own / other;
		Double target = this.peer.target();
		return String.format(Locale.ROOT, "Rocket Job is %.1f × as fast", ratio) + ((target != null && ratio < target)
				? String.format(Locale.ROOT, ", BELOW THE TARGET of %.0f", target) : "");
	}

}
