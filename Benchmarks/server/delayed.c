// delayed PORT MILLISECONDS FILE: answers every HTTP request on 127.0.0.1 with the JSON in FILE,
// each so many milliseconds after its last byte came. Port 0 takes a free one; what is listened on
// is printed. One thread, and little work per call, so that it is not what a benchmark measures.
//
// It knows requests with and without Content-Length, and connections that are used again.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { connections = 4096, room = 256 * 1024 };

struct connection {
  char *bytes;
  size_t length;
  // What the headers said; 0 until they are whole.
  size_t needed;
  bool is_answering;
};

struct answer {
  int socket;
  long long due;
};

static struct connection all[connections];
// Every answer waits equally long, so they become due in the order of their requests.
static struct answer queue[connections];
static size_t first, count;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void hang_up(int socket) {
  close(socket);
  free(all[socket].bytes);
  all[socket] = (struct connection){0};
}

// The length of the request that begins in what has come; 0 where that cannot be said yet.
static size_t request_length(struct connection *connection) {
  char *end = memmem(connection->bytes, connection->length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = (size_t)(end - connection->bytes) + 4;
  for (char *line = connection->bytes; line < end;) {
    char *next = memmem(line, (size_t)(end - line) + 2, "\r\n", 2);
    if (next == NULL) break;
    if (next - line > 15 && strncasecmp(line, "content-length:", 15) == 0)
      return head + strtoul(line + 15, NULL, 10);
    line = next + 2;
  }
  return head;
}

static void receive(int socket, long long delay) {
  struct connection *connection = &all[socket];
  if (connection->bytes == NULL) connection->bytes = malloc(room);
  ssize_t got = recv(
      socket, connection->bytes + connection->length, room - connection->length, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    // Its answer may be under way still: it finds the socket gone, and says nothing.
    hang_up(socket);
    return;
  }
  connection->length += (size_t)got;
  if (connection->needed == 0) connection->needed = request_length(connection);
  if (connection->needed == 0 || connection->length < connection->needed) return;
  if (connection->is_answering || count == connections) return;
  connection->is_answering = true;
  queue[(first + count++) % connections] = (struct answer){socket, now() + delay};
}

static void answer(const char *response, size_t length) {
  int socket = queue[first].socket;
  first = (first + 1) % connections;
  count--;
  struct connection *connection = &all[socket];
  if (!connection->is_answering) return;
  connection->is_answering = false;
  connection->length = connection->needed = 0;
  if (send(socket, response, length, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)length)
    hang_up(socket);
}

static int listening(int port, struct sockaddr_in *address) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(*address);
  if (bind(listener, (struct sockaddr *)address, size) != 0 || listen(listener, 1024) != 0 ||
      getsockname(listener, (struct sockaddr *)address, &size) != 0) {
    perror("delayed");
    exit(1);
  }
  return listener;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: delayed PORT MILLISECONDS FILE\n"), 64;
  long long delay = atoll(argv[2]) * 1000000;
  static char body[65536], response[66000];
  FILE *file = fopen(argv[3], "r");
  if (file == NULL) return perror(argv[3]), 1;
  size_t size = fread(body, 1, sizeof(body), file);
  size_t length = (size_t)snprintf(
      response, sizeof(response),
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%.*s", size,
      (int)size, body);

  struct sockaddr_in address;
  int listener = listening(atoi(argv[1]), &address);
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  printf("http://127.0.0.1:%d/v1\n", ntohs(address.sin_port));
  fflush(stdout);

  static struct epoll_event events[1024];
  for (;;) {
    long long wait = count == 0 ? 1000000000LL : queue[first].due - now();
    if (wait < 0) wait = 0;
    struct timespec time = {wait / 1000000000, wait % 1000000000};
    int ready = epoll_pwait2(poll, events, 1024, &time, NULL);
    for (int i = 0; i < ready; i++) {
      int socket = events[i].data.fd;
      if (socket != listener) {
        receive(socket, delay);
        continue;
      }
      int accepted;
      while ((accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (accepted >= connections) {
          close(accepted);
          continue;
        }
        all[accepted] = (struct connection){0};
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct epoll_event event = {.events = EPOLLIN, .data.fd = accepted};
        epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &event);
      }
    }
    while (count > 0 && queue[first].due <= now()) answer(response, length);
  }
}
