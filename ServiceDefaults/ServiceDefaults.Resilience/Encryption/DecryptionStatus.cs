namespace ServiceDefaults.Encryption;

/// <summary>The result of decrypting a payload.</summary>
public enum DecryptionStatus
{
    /// <summary>It was decrypted, and belongs where it was found.</summary>
    Decrypted,

    /// <summary>It is shorter than any encrypted payload.</summary>
    Truncated,

    /// <summary>It has another format, such as that of an older or newer version of the software.</summary>
    UnknownFormat,

    /// <summary>It was encrypted with a key that is neither the current nor the previous one.</summary>
    UnknownKey,

    /// <summary>It was changed, or belongs elsewhere.</summary>
    Tampered,
}
