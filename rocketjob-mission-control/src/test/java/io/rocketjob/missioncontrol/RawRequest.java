package io.rocketjob.missioncontrol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request whose headers no client would let one choose. */
final class RawRequest {

	private RawRequest() {
	}

	static int status(String port, String method, String path, String... headers) throws IOException {
		try (Socket socket = new Socket("localhost", Integer.parseInt(port))) {
			String request = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
					+ "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			return Integer.parseInt(reader.readLine().split(" ")[1]);
		}
	}

}
