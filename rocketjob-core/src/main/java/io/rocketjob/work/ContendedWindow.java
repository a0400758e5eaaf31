package io.rocketjob.work;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far servers that claim from one queue look ahead, so that they do not all want what
 * is first. As long as all is won that is asked for, the first ones are asked for. Not
 * thread-safe.
 */
final class ContendedWindow {

	/** How many groups wide the window is at most. */
	private static final int WIDEST = 8;

	/** After how many groups that were won as a whole it gets narrower. */
	private static final int WINS = 8;

	private int width = 1;

	private int wins;

	/**
	 * How many candidates to look at.
	 * @param groupSize how many are wanted
	 * @return the number
	 */
	int size(int groupSize) {
		return groupSize * this.width;
	}

	/**
	 * Chooses among candidates.
	 * @param candidates the candidates
	 * @param most how many are wanted at most
	 * @param <T> their type
	 * @return in their order, the first as long as no other server wanted them; else any
	 * of them, and half at most, to leave others theirs
	 */
	<T> List<T> choose(List<T> candidates, int most) {
		int share = (this.width == 1) ? candidates.size() : (candidates.size() + 1) / 2;
		int wanted = Math.min(share, most);
		if (this.width == 1) {
			return candidates.subList(0, wanted);
		}
		List<Integer> places = new ArrayList<>(candidates.size());
		for (int i = 0; i < candidates.size(); i++) {
			places.add(i);
		}
		Collections.shuffle(places);
		return places.stream().limit(wanted).sorted().map(candidates::get).toList();
	}

	/**
	 * Learns from a claim.
	 * @param wanted how many were asked for
	 * @param won how many no other server had taken
	 */
	void claimed(int wanted, int won) {
		if (won < wanted) {
			this.width = Math.min(WIDEST, this.width * 2);
			this.wins = 0;
		}
		else if (this.width > 1 && ++this.wins >= WINS) {
			this.width /= 2;
			this.wins = 0;
		}
	}

}
