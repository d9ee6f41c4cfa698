using ServiceDefaults.Encryption;

namespace PatientGateway.Audit;

/// <summary>
/// Appends blocks to the files of a writer. A block that was appended is on the disk. After a failure the next block
/// begins a new file, because the end of the former one is unknown.
/// </summary>
internal sealed class AuditFileWriter(AuditFolder folder, PayloadCipher cipher, int fileBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private FileStream? _stream;
    private int _file;
    private int _number;
    private long _length;

    /// <summary>The current file, and its length up to the last block that was appended.</summary>
    public (int File, long Length) Appended
    {
        get
        {
            lock (_lock)
            {
                return (_file, _length);
            }
        }
    }

    /// <summary>Appends a block.</summary>
    /// <exception cref="IOException">The block was not appended.</exception>
    /// <exception cref="UnauthorizedAccessException">The block was not appended.</exception>
    public void Append(ReadOnlySpan<byte> block)
    {
        try
        {
            var stream = Open();
            stream.Write(AuditRecordFormat.Encode(cipher, block, folder.Writer, _file, _number));
            stream.Flush(flushToDisk: true);
            _number++;
            lock (_lock)
            {
                _length = stream.Position;
            }
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Ends the current file: the next block begins a new one.</summary>
    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    /// <summary>Ends writing: the last file is complete, too.</summary>
    public void Dispose()
    {
        Close();
        lock (_lock)
        {
            _file = int.MaxValue;
        }
    }

    private FileStream Open()
    {
        if (_stream is not null && _stream.Position < fileBytes)
        {
            return _stream;
        }

        Close();
        if (_file == int.MaxValue)
        {
            throw new IOException("The files of this writer are closed.");
        }

        // Before the file exists: the reader would take an empty file that is not the current one for delivered.
        lock (_lock)
        {
            (_file, _length) = (_file + 1, 0);
        }

        _number = 0;
        return _stream = new(
            folder.FileOf(_file), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
