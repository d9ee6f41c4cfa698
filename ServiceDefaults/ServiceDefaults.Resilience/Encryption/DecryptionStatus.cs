namespace ServiceDefaults.Encryption;

/// <summary>What became of an attempt to read an encrypted payload.</summary>
public enum DecryptionStatus
{
    /// <summary>It was read, and is what was written under this name.</summary>
    Decrypted,

    /// <summary>It is too short to be one of ours.</summary>
    Truncated,

    /// <summary>It has another format, such as that of an older or newer version of the software.</summary>
    UnknownFormat,

    /// <summary>It was encrypted with a key that is neither the current nor the previous one.</summary>
    UnknownKey,

    /// <summary>It was changed, or belongs under another name.</summary>
    Tampered,
}
