namespace ServiceDefaults.Settings;

/// <summary>
/// A setting is missing or wrong, and the host cannot start. The message is one sentence: which setting, its value, the rule, and what to set. It is
/// all that is printed.
/// </summary>
/// <param name="message">The sentence. It quotes no secret.</param>
/// <param name="innerException">What was thrown, if anything was.</param>
public sealed class SettingsException(string message, Exception? innerException = null) : InvalidOperationException(message, innerException);
