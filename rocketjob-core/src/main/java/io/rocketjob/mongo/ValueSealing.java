package io.rocketjob.mongo;

/**
 * What is done with the values of encrypted fields between their mapped and their stored
 * form.
 */
interface ValueSealing {

	/**
	 * Makes of a mapped value what is stored.
	 * @param mapped the value as it would be stored without encryption
	 * @param property whose value it is
	 * @return what to store
	 */
	Object seal(Object mapped, FieldsProperty property);

	/**
	 * Makes of what is stored the mapped value.
	 * @param stored what is stored
	 * @param property whose value it is
	 * @return the value as it would be stored without encryption
	 */
	Object open(Object stored, FieldsProperty property);

}
