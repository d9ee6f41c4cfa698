namespace AppHost;

/// <summary>The keys under which a service lets data out of its process.</summary>
internal static class PayloadEncryption
{
    private const string CurrentKey = "payload-key";
    private const string PreviousKey = "payload-key-previous";
    private const string NameKey = "payload-name-key";

    /// <summary>
    /// Hands on a key for the payloads and one for the names they are kept under. To rotate, set <c>Parameters:payload-key</c> to the new key
    /// and <c>Parameters:payload-key-previous</c> to the one before, which is then still read.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithPayloadEncryption(this IResourceBuilder<ProjectResource> service, Infrastructure.IInfrastructure infrastructure)
    {
        service
            .WithEnvironment("Encryption__CurrentKey", infrastructure.AddSecret(CurrentKey))
            .WithEnvironment("Encryption__NameKey", infrastructure.AddSecret(NameKey));
        var builder = service.ApplicationBuilder;
        return builder.Configuration[$"Parameters:{PreviousKey}"] is null
            ? service
            : service.WithEnvironment("Encryption__PreviousKey", builder.AddParameter(PreviousKey, secret: true));
    }
}
