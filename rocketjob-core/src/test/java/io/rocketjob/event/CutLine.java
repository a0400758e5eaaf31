package io.rocketjob.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A line to the database that can be cut for one process only. */
final class CutLine implements AutoCloseable {

	private final ServerAddress target;

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final String uri;

	private volatile boolean cut;

	private CutLine(ConnectionString connection) throws IOException {
		assumeTrue(!connection.isSrvProtocol() && !Boolean.TRUE.equals(connection.getSslEnabled()),
				"the line to the database cannot be led through another");
		String host = connection.getHosts().get(0);
		this.target = new ServerAddress(host);
		String text = connection.getConnectionString();
		int from = text.indexOf(connection.getHosts().get(0));
		int query = text.indexOf('?');
		String options = "directConnection=true&serverSelectionTimeoutMS=1000&heartbeatFrequencyMS=500&connectTimeoutMS=1000";
		String credentials = text.substring(0, from);
		this.uri = credentials + "127.0.0.1:" + this.server.getLocalPort() + "/?"
				+ ((query >= 0) ? text.substring(query + 1).replaceAll("(?i)replicaSet=[^&]*&?", "") + "&" : "")
				+ options;
		start(this::accept);
	}

	static CutLine to(String connectionString) throws IOException {
		return new CutLine(new ConnectionString(connectionString));
	}

	String uri() {
		return this.uri;
	}

	void cut() {
		this.cut = true;
		this.sockets.forEach(CutLine::close);
		this.sockets.clear();
	}

	void mend() {
		this.cut = false;
	}

	private void accept() {
		try {
			while (true) {
				Socket incoming = this.server.accept();
				this.sockets.add(incoming);
				if (this.cut) {
					close(incoming);
					continue;
				}
				Socket outgoing = new Socket(this.target.getHost(), this.target.getPort());
				this.sockets.add(outgoing);
				start(() -> pump(incoming, outgoing));
				start(() -> pump(outgoing, incoming));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private static void pump(Socket from, Socket to) {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// cut
		}
		finally {
			close(from);
			close(to);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "cut-line");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// is no longer of use
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.sockets.forEach(CutLine::close);
	}

}
