package io.rocketjob.batch;

import io.rocketjob.Lookup;

/**
 * Gives a run its lookups.
 */
@FunctionalInterface
interface LookupFactory {

	/**
	 * The lookup of a name.
	 * @param name the name
	 * @return the lookup
	 * @throws IllegalArgumentException when there is none
	 */
	Lookup get(String name);

}
