package io.rocketjob.work;

import org.bson.types.ObjectId;

/**
 * Internal: in whose name this process claims jobs. As long as the server document of
 * this id exists, others leave those jobs alone.
 */
public interface ServerIdentity {

	/**
	 * The id of this process's registration, made now if there is none.
	 * @return the id
	 */
	ObjectId serverId();

	/**
	 * The name of this process.
	 * @return the name
	 */
	String serverName();

}
