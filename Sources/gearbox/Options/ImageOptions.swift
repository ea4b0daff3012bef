import ArgumentParser
import Models

/// What images may come from. Options and no keys of a file: rule files and rows are not trusted
/// with it.
struct ImageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Images may be read from files below this folder, and go inline; from no other file.",
      valueName: "folder"),
    completion: .directory)
  var imageFolder: String?

  @Flag(help: "Images may be fetched from loopback, private and link-local addresses, too.")
  var allowPrivateImages = false

  var access: ImageAccess {
    ImageAccess(folder: imageFolder, allowsPrivateAddresses: allowPrivateImages)
  }

  /// The words that allow the same again.
  var words: [String] {
    (imageFolder.map { ["--image-folder", $0] } ?? [])
      + (allowPrivateImages ? ["--allow-private-images"] : [])
  }
}
