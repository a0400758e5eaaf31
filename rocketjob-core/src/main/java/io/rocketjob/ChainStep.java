package io.rocketjob;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which step of a chain a job is.
 *
 * @param chain the id of the chain: its name, a colon, and what tells it from others of
 * that name
 * @param number the number of the step, from 1
 * @param of how many steps the chain has
 * @param previous the job of the step before, {@code null} for the first; its output is
 * there as long as that job is, see {@link RocketJobTemplate#batch(ObjectId)}
 * @since 0.1.0
 * @see RocketJobTemplate#chain(String)
 */
public record ChainStep(String chain, int number, int of, @Nullable ObjectId previous) {

	/**
	 * The name of the chain.
	 * @return the name that all chains of the kind have
	 */
	public String name() {
		int colon = this.chain.lastIndexOf(':');
		return (colon != -1) ? this.chain.substring(0, colon) : this.chain;
	}

}
