namespace ServiceDefaults.Monitoring;

/// <summary>
/// A part of a service that adds a section to <see cref="ResilienceStatus"/>. Register it as a singleton.
/// </summary>
public interface IStatusSection
{
    /// <summary>The name of the section, in camel case, such as <c>queue</c>.</summary>
    string Name { get; }

    /// <summary>Reads the section. It must not block: the status is read once a second.</summary>
    /// <returns>An object to be serialized as JSON, without personal data.</returns>
    object Read();
}
