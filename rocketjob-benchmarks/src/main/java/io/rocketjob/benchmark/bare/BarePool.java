package io.rocketjob.benchmark.bare;

import java.util.concurrent.atomic.AtomicInteger;

import io.rocketjob.benchmark.process.CommandCounter;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.CpuWork;
import io.rocketjob.benchmark.process.RunRecord;

/**
 * A fixed pool of threads that does work for which no database is needed: what the
 * processors can do. {@code --cpu-micros} is how long each piece takes.
 */
public final class BarePool implements Contender {

	private final RunRecord record = new RunRecord();

	private final Loops loops;

	private final CpuWork work;

	private final AtomicInteger left = new AtomicInteger();

	BarePool(ContenderArguments arguments) {
		this.loops = new Loops(arguments.workers());
		this.work = new CpuWork(arguments.number("cpu-micros", 0));
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BarePool::new);
	}

	@Override
	public void create(int count) {
		this.left.set(count);
	}

	@Override
	public void start() {
		this.record.restart();
		this.loops.start(() -> {
			while (this.left.getAndDecrement() > 0) {
				this.record.begin();
				this.work.run();
				this.record.end(1);
			}
		});
	}

	@Override
	public void pause() throws Exception {
		this.loops.await();
	}

	@Override
	public ContenderReport report() {
		return this.record.report(new CommandCounter());
	}

	@Override
	public void close() {
		this.loops.close();
	}

}
