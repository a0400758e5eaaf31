package io.rocketjob.benchmark.bare;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.mongodb.client.MongoCollection;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.Latencies;
import io.rocketjob.benchmark.process.RunRecord;
import org.bson.Document;

/**
 * Inserts a job, wakes another thread, which claims and deletes it: the least there is
 * between the creation of a job and its start in the same process.
 */
public final class BareLatency implements Contender {

	private final BareClient client;

	private final JobCopies copies;

	private final MongoCollection<Document> jobs;

	private final JobLoop loop;

	private final RunRecord record = new RunRecord();

	private final Latencies latencies = new Latencies();

	private final BlockingQueue<Long> created = new LinkedBlockingQueue<>();

	private final Loops loops = new Loops(1);

	BareLatency(ContenderArguments arguments) {
		this.client = new BareClient(arguments);
		this.copies = JobCopies.of(this.client.database(arguments.required("sample")));
		this.copies.createIndexes(this.client.database());
		this.jobs = this.client.database().getCollection(JobCopies.COLLECTION);
		this.loop = new JobLoop(this.client, List.of("NoOpJob"), this.record::end);
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareLatency::new);
	}

	@Override
	public void create(int count) throws Exception {
		for (int i = 0; i < count; i++) {
			int before = this.latencies.count();
			long start = RunRecord.nowMicros();
			this.jobs.insertOne(this.copies.next());
			this.created.add(start);
			this.latencies.awaitMoreThan(before);
		}
	}

	@Override
	public void start() {
		this.loops.start(() -> {
			try {
				while (true) {
					long start = this.created.take();
					this.loop.single((taken) -> this.latencies.since(start));
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
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
		this.client.close();
	}

}
