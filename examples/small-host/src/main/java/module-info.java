/** A small sync host. Runs on the module path as well as on the class path. */
module com.example.smallhost {
    requires org.crmlink.host;
}
