package io.rocketjob.benchmark.bare;

import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.Latencies;
import io.rocketjob.benchmark.process.RunRecord;
import org.bson.Document;

/**
 * Inserts jobs and events when it is told to create, and claims and deletes jobs after
 * events when it was told to start: the least there is between the creation of a job and
 * its start in another process.
 */
public final class BareDistantLatency implements Contender {

	private final BareClient client;

	private final JobCopies copies;

	private final MongoCollection<Document> jobs;

	private final JobLoop loop;

	private final BareEvents events;

	private final RunRecord record = new RunRecord();

	private final Latencies latencies = new Latencies();

	private final Loops loops = new Loops(1);

	BareDistantLatency(ContenderArguments arguments) {
		this.client = new BareClient(arguments);
		this.copies = JobCopies.of(this.client.database(arguments.required("sample")));
		this.copies.createIndexes(this.client.database());
		this.jobs = this.client.database().getCollection(JobCopies.COLLECTION);
		this.loop = new JobLoop(this.client, List.of("NoOpJob"), this.record::end);
		this.events = new BareEvents(this.client.database());
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareDistantLatency::new);
	}

	@Override
	public String settings() {
		return this.events.isTold() ? "told by a tailable cursor" : "polled each 150 ms";
	}

	@Override
	public void create(int count) {
		for (int i = 0; i < count; i++) {
			Document stamp = new Document("createdMicros", RunRecord.nowMicros());
			this.jobs.insertOne(this.copies.next().append("fields", stamp));
			this.events.publish();
		}
	}

	@Override
	public void start() {
		this.loops.start(() -> {
			try {
				while (true) {
					if (this.events.await()) {
						drain();
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	private void drain() {
		while (this.loop.single(this::stamp)) {
			// until nothing is left
		}
	}

	private void stamp(List<Document> taken) {
		taken.forEach((job) -> this.latencies.since(job.getEmbedded(List.of("fields", "createdMicros"), Long.class)));
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.client.commands());
	}

	@Override
	public Map<String, Object> details() {
		return this.latencies.details();
	}

	@Override
	public void close() {
		this.loops.close();
		this.events.close();
		this.client.close();
	}

}
