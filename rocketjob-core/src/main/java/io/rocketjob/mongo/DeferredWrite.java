package io.rocketjob.mongo;

/**
 * Internal: something that is written at once, or when a transaction is committed. Its
 * text says for people what it is.
 */
public interface DeferredWrite {

	/**
	 * Writes it.
	 */
	void write();

	/**
	 * Removes what was written for it before, because the transaction is not committed.
	 * Throws nothing.
	 */
	default void dropped() {
	}

}
