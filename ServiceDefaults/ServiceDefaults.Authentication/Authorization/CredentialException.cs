namespace ServiceDefaults.Authorization;

/// <summary>
/// Credentials were rejected. The message is sent to the caller: it holds nothing of the credentials, and nothing that
/// helps to guess them.
/// </summary>
public sealed class CredentialException : Exception
{
    private CredentialException(string message)
        : base(message)
    {
    }

    internal static CredentialException Of(string message) => new(message);
}
