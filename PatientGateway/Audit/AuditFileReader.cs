using PatientApi.Contracts;
using ServiceDefaults.Encryption;

namespace PatientGateway.Audit;

/// <summary>
/// Reads the blocks of a writer in order, and deletes files whose blocks are delivered. The end of the file to which
/// its process still appends is that of the last block.
/// </summary>
internal sealed partial class AuditFileReader(
    AuditFolder folder, PayloadCipher cipher, ILogger logger, Func<(int File, long Length)>? appended = null)
    : IDisposable
{
    private const int LongestTorn = 64 * 1024;

    private FileStream? _stream;
    private int _file;
    private int _number;
    private AuditBlock? _block;

    /// <summary>The folder of the files.</summary>
    public AuditFolder Folder => folder;

    /// <summary>Returns the next block that is not delivered; <see langword="null"/> if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public AuditBlock? Peek()
    {
        while (_block is null && TryOpen())
        {
            var (file, length) = appended?.Invoke() ?? (int.MaxValue, 0);
            var end = file == _file ? length : _stream!.Length;
            var begin = _stream!.Position;
            var status = AuditRecordFormat.Read(cipher, _stream, end, (folder.Writer, _file, _number), out var json);
            if (status == AuditRecordStatus.Read)
            {
                _block = new(json, AuditBlock.Read(json).Entries.Count);
            }
            else if (status == AuditRecordStatus.End && file == _file)
            {
                return null;
            }
            else if (status == AuditRecordStatus.UnknownKey)
            {
                // Another replica may have the key, and this one after its next start.
                _stream.Position = begin;
                LogUnknownKey(logger, folder.Writer, _file);
                return null;
            }
            else
            {
                Finish(status, end - begin);
            }
        }

        return _block;
    }

    /// <summary>Goes on after the block that was read last: it is delivered.</summary>
    public void Acknowledge()
    {
        _block = null;
        _number++;
    }

    /// <summary>Reads all blocks, and returns the head of the chain; then it begins again.</summary>
    public AuditHead? ReadHead()
    {
        AuditHead? head = null;
        foreach (var file in folder.Files().Reverse())
        {
            using var stream = File.OpenRead(folder.FileOf(file));
            var number = 0;
            while (AuditRecordFormat.Read(
                cipher, stream, stream.Length, (folder.Writer, file, number++), out var json) == AuditRecordStatus.Read)
            {
                var last = AuditBlock.Read(json).Entries[^1];
                head = new(folder.Writer, last.Sequence, last.Mac);
            }

            if (head is not null)
            {
                break;
            }
        }

        return head;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private bool TryOpen()
    {
        if (_stream is not null)
        {
            return true;
        }

        if (folder.Files() is not [var first, ..])
        {
            return false;
        }

        (_file, _number) = (first, 0);
        _stream = new(
            folder.FileOf(first), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return true;
    }

    private void Finish(AuditRecordStatus status, long bytes)
    {
        _stream!.Dispose();
        _stream = null;
        if (status == AuditRecordStatus.Damaged || (status == AuditRecordStatus.Torn && !IsEndOfAll(bytes)))
        {
            folder.SetAside(_file);
            LogDamaged(logger, folder.Writer, _file, _number);
            return;
        }

        if (status == AuditRecordStatus.Torn)
        {
            LogTorn(logger, folder.Writer, _file, bytes);
        }

        File.Delete(folder.FileOf(_file));
    }

    // A process that is killed leaves part of one block at the end of its last file. Anywhere else, or with more bytes,
    // a changed length hides blocks that can be read.
    private bool IsEndOfAll(long bytes) => bytes <= LongestTorn && folder.Files()[^1] == _file;

    [LoggerMessage(1, LogLevel.Warning, "Audit file {File} of writer {Writer} ends within a record, because its "
        + "process was killed while it wrote; {Bytes} bytes were cut off.")]
    private static partial void LogTorn(ILogger logger, Guid writer, int file, long bytes);

    [LoggerMessage(3, LogLevel.Error, "Audit file {File} of writer {Writer} is encrypted with a key that is neither "
        + "Encryption:CurrentKey nor Encryption:PreviousKey. The file is kept, and a process that has its key delivers "
        + "it. If Encryption:CurrentKey is not set, each process makes a key of its own: set it.")]
    private static partial void LogUnknownKey(ILogger logger, Guid writer, int file);

    [LoggerMessage(2, LogLevel.Error, "Audit file {File} of writer {Writer} cannot be read from block {Block} on: it "
        + "is damaged or was changed. The blocks before were delivered, the others are not. The file was renamed to "
        + "*.damaged: keep it, and find out who or what changed it.")]
    private static partial void LogDamaged(ILogger logger, Guid writer, int file, int block);
}
