package import Diagnostics
import Foundation
import YAML

/// The files of this machine, by their paths.
package struct DiskTree: SourceTree {
  package init() {}

  package func text(at path: String, into diagnostics: inout DiagnosticList) -> SourceText? {
    SourceText.load(path: path, into: &diagnostics)
  }

  package func files(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  package func nearest(_ name: String, above path: String) -> String? {
    var folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
    for _ in 0..<64 {
      let candidate = folder.appendingPathComponent(name).path
      if FileManager.default.fileExists(atPath: candidate) {
        return asWritten(candidate)
      }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path { return nil }
      folder = parent
    }
    return nil
  }

  /// The path as a person would write it from where they stand: `rules/models.yaml` or
  /// `../models.yaml`, and the whole way from the root only where it leads far away.
  private func asWritten(_ candidate: String) -> String {
    var here = FileManager.default.currentDirectoryPath
    for ups in ["", "../", "../../"] {
      if candidate.hasPrefix(here + "/") { return ups + candidate.dropFirst(here.count + 1) }
      here = URL(fileURLWithPath: here).deletingLastPathComponent().path
    }
    return candidate
  }
}
