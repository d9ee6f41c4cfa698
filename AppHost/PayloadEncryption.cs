namespace AppHost;

/// <summary>Adds the keys that encrypt data before a service sends it to Redis.</summary>
internal static class PayloadEncryption
{
    private const string PreviousKey = "payload-key-previous";

    /// <summary>
    /// Sets one key for the payloads and one for the names under which they are stored. To rotate, set
    /// <c>Parameters:payload-key</c> to the new key and <c>Parameters:payload-key-previous</c> to the previous one,
    /// which the service then still reads.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithPayloadEncryption(
        this IResourceBuilder<ProjectResource> service)
    {
        var builder = service.ApplicationBuilder;
        service
            .WithEnvironment(
                "Encryption__CurrentKey",
                builder.AddSecret("payload-key", "Encrypts cached patients and queued writes in Redis."))
            .WithEnvironment(
                "Encryption__NameKey", builder.AddSecret("payload-name-key", "Hashes the names of the keys in Redis."));
        return builder.Configuration[$"Parameters:{PreviousKey}"] is null
            ? service
            : service.WithEnvironment("Encryption__PreviousKey", builder.AddParameter(PreviousKey, secret: true)
                .WithDescription("The payload key before the last rotation; still read."));
    }
}
