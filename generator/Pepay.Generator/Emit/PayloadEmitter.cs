using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes an event whose payload is a union, a list, a text or the like: its JSON is that of the payload.</summary>
internal static class PayloadEmitter
{
    public static void Write(CodeWriter writer, PayloadModel model, bool isPublic)
    {
        TypeEmitter.Begin(writer, model, isPublic, "sealed partial record", ", " + model.Event.Interface);
        RecordEmitter.Event(writer, model.Event);
        DocEmitter.Summary(writer, "The whole payload.");
        writer.Line("public required " + TypeText.Of(model.Payload) + " Payload { get; init; }").Line();
        RecordEmitter.Parsing(writer, model.FullName);
        writer.Line("/// <inheritdoc/>");
        writer.Line("public static " + model.FullName + " Read(ref " + Names.Reader + " reader) => new() { Payload = " + ReadText.Required(model.Payload) + " };").Line();
        writer.Line("/// <inheritdoc/>");
        writer.Open("public void Write(" + Names.Writer + " writer)");
        if (model.Payload.Nullable)
        {
            writer.Open("if (this.Payload is not { } payload)");
            writer.Line("writer.WriteNullValue();").Line("return;").Close().Line();
            writer.Line(WriteText.Statement(model.Payload.NotNull(), "payload"));
        }
        else
        {
            writer.Line(WriteText.Statement(model.Payload, "this.Payload"));
        }

        writer.Close().Line();
        writer.Line("static bool " + Names.Json + "IJsonModel<" + model.FullName + ">.Accepts(" + Names.Token + " token) => true;").Line();
        writer.Line("private bool PrintMembers(global::System.Text.StringBuilder builder) => false;");
        writer.Close();
    }
}
