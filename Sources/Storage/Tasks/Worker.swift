#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Who holds leases: an engine in a process on a host.
///
/// The name tells the host, the process and when that process began, so that another process on
/// the same host can see that it is gone: a process id alone may belong to somebody else by now.
package struct Worker: Sendable, Hashable {
  package let name: String

  /// A worker in this process, unlike any other in it.
  package init() {
    let process = getpid()
    let chance = String(UInt32.random(in: .min ... .max), radix: 36)
    name = [Self.host, String(process), Self.start(of: process) ?? "", chance]
      .joined(separator: "|")
  }

  /// The worker of that name.
  package init(name: String) {
    self.name = name
  }

  /// `host:4711`: where a person finds it.
  package var label: String {
    let parts = name.split(separator: "|", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return name }
    return parts[0].prefix { $0 != "/" } + ":" + parts[1]
  }

  /// Whether it ran on this host, and does no more. False where that cannot be told.
  package var isGone: Bool {
    let parts = name.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == Self.host, let process = pid_t(parts[1]), process > 0 else {
      return false
    }
    if kill(process, 0) != 0 && errno == ESRCH { return true }
    guard !parts[2].isEmpty, let start = Self.start(of: process) else { return false }
    return start != parts[2]
  }

  /// What two processes share exactly where they see each other's ids: the host's name, its boot,
  /// and the space of process ids that a container has for itself.
  private static let host: String = {
    let boot = contents(of: "/proc/sys/kernel/random/boot_id")?.prefix(8) ?? ""
    let space = link("/proc/self/ns/pid")?.filter(\.isNumber) ?? ""
    return "\(hostName())/\(boot)/\(space)"
  }()

  private static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self).filter { $0 != "|" }
  }

  /// When a process began, in the kernel's ticks since the boot; nil where there is no telling.
  private static func start(of process: pid_t) -> String? {
    guard let status = contents(of: "/proc/\(process)/stat"),
      // The second field is the program's name, which may hold anything, brackets too.
      let end = status.lastIndex(of: ")")
    else { return nil }
    let fields = status[end...].split(separator: " ")
    return fields.count > 20 ? String(fields[20]) : nil
  }

  private static func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  private static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
