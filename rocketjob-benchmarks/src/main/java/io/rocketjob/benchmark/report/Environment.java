package io.rocketjob.benchmark.report;

import java.time.Instant;

/**
 * Where something was measured.
 *
 * @param java the version of Java
 * @param os the operating system
 * @param cores how many processors there are
 * @param database the database server
 * @param embedded whether it is the stand-in
 * @param writeConcern how durable writes are
 * @param size the size of the run
 * @param date when it was
 */
public record Environment(String java, String os, int cores, String database, boolean embedded, String writeConcern,
		String size, Instant date) {

	@Override
	public String toString() {
		return "Java " + this.java + ", " + this.os + ", " + this.cores + " cores; database: " + this.database
				+ "; write concern: " + this.writeConcern + "; size: " + this.size + "; " + this.date;
	}

}
